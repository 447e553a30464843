-- Brings a partition under the store's incarnation. Lives are counted per incarnation, so the counter starts anew with it.
-- KEYS[1] partition hash; ARGV: incarnation. Answers {'adopted' or 'same'}.
if redis.call('HGET', KEYS[1], 'i') == ARGV[1] then return {'same'} end
redis.call('HSET', KEYS[1], 'i', ARGV[1], 'n', '0')
return {'adopted'}
