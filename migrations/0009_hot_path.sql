-- Fewer index entries for each payment that is told of, and no index that a statement of the hot path could
-- mistake for its way: plans are kept, and one made while tables are small must be right when they are large.

-- For lists, which say gross_minor > 0 (it always is). Whoever looks for one order does not, and so cannot
-- come to walk all payments of an app.
drop index payments_newest;
create index payments_newest on payments (app_id, id desc) where gross_minor > 0;

-- An event is found by its payment; by its trans_id only where it is told under another than the payment's.
alter table events drop constraint events_pkey, drop constraint events_payment_id_cause_key,
  add constraint events_pkey primary key (payment_id, cause);
drop index events_by_trans_id;
create index events_told_apart on events (trans_id) where trans_id <> payment_id;
