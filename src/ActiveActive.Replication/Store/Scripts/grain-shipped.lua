-- Records that everything up to a dot is in the hub. The pending delta goes when nothing was added meanwhile; otherwise it stays whole, because
-- a merged delta cannot be split here, and the grain's next write leaves out what was shipped.
-- KEYS: partition hash, dirty set, grain hash; ARGV: incarnation, dot. Answers {'ok', 'clean' or 'dirty'}.
local incarnation = redis.call('HGET', KEYS[1], 'i')
if not incarnation then return {'absent'} end
if incarnation ~= ARGV[1] then return {'incarnation', incarnation} end
local head = redis.call('HMGET', KEYS[3], 't', 'h')
local shipped = tonumber(ARGV[2])
if tonumber(head[2] or '0') > shipped then shipped = tonumber(head[2]) end
local text = string.format('%.0f', shipped)
if not head[1] or tonumber(head[1]) <= shipped then
  if head[1] then redis.call('HSET', KEYS[3], 'h', text, 'p', '', 'f', text) end
  redis.call('ZREM', KEYS[2], KEYS[3])
  return {'ok', 'clean'}
end
redis.call('HSET', KEYS[3], 'h', text)
return {'ok', 'dirty'}
