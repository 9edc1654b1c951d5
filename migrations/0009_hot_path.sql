-- No index that a statement of the hot path could mistake for its way: plans are kept, and one made while
-- tables are small must be right when they are large.

-- For lists, which say gross_minor > 0 (it always is). Whoever looks for one order does not, and so cannot
-- come to walk all payments of an app.
drop index payments_newest;
create index payments_newest on payments (app_id, id desc) where gross_minor > 0;
