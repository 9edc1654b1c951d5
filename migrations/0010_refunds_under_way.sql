-- Refunds that a channel has taken and not finished are asked about until they end.
create index refunds_under_way on refunds (retry_at) where state = 'sent';
