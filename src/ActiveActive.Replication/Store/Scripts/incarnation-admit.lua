-- Decides, once per restart of the server, under which incarnation the store goes on, and leaves the decision where every silo finds it.
-- KEYS[1] identity hash; ARGV: run id of the server that answers, incarnation to use if a new one is needed, '1' when the server keeps
-- every acknowledged write across its own restart
-- Answers {incarnation, reason}: same (this run was seen before), kept (restarted, lost nothing), lost (restarted, may have lost), empty (no record).
local record = redis.call('HMGET', KEYS[1], 'run', 'i')
if not record[2] then
  redis.call('HSET', KEYS[1], 'run', ARGV[1], 'i', ARGV[2])
  return {ARGV[2], 'empty'}
end
if record[1] == ARGV[1] then return {record[2], 'same'} end
if ARGV[3] == '1' then
  redis.call('HSET', KEYS[1], 'run', ARGV[1])
  return {record[2], 'kept'}
end
redis.call('HSET', KEYS[1], 'run', ARGV[1], 'i', ARGV[2])
return {ARGV[2], 'lost'}
