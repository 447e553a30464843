-- One request to the log of one ownership group: fence, append, trim, join or install. The rules are those of GroupLog, which is held against this
-- script request by request. Everything is fields of one hash, committed by the one HSET at the end; fields nothing points to any more are deleted
-- behind it, so that a death in mid-script leaves at most garbage.
-- KEYS[1] hash of the group
-- ARGV: request, store incarnation meant, epoch, nonce, then by request:
--   fence   nothing
--   append  after, committed, trimmable, then per entry its operation and body
--   trim    up to
--   join    attempt, incarnation of the store as its admission settled it
--   install attempt, at least, base, epoch there, committed, then per entry its epoch and its operation and body
-- Answers {status, incarnation, confirmed, epoch there, committed}; an accepted fence also base, epoch there and every entry.
-- Fields: i incarnation; e, n fence; c committed; b base, be its epoch, tb epoch that trimmed; l last; t trimmable; j attempt to join, r whether it
-- receives, rf first place received; g places deleted; x1, x2, … entries 'epoch:operation and body'; y<epoch>.<attempt>.<place> entries received for that
-- attempt to join, so that what an earlier attempt left behind is never taken for this one's
local unpack = table.unpack or unpack
local key, request, meant, epoch, nonce = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local function number(v) return tonumber(v or '0') or 0 end
local function text(v) return string.format('%.0f', v) end

local head = redis.call('HMGET', key, 'i', 'e', 'n', 'c', 'b', 'be', 'tb', 'l', 't', 'j', 'r', 'rf', 'g')
local i, e, n = head[1] or '', number(head[2]), head[3] or ''
local c, b, be, tb = number(head[4]), number(head[5]), number(head[6]), number(head[7])
local l, t, j = number(head[8]), number(head[9]), number(head[10])
local r, rf, g = head[11] == '1', number(head[12]), number(head[13])
local changed, fields, garbage, placed = false, {}, {}, {}

local function put(field, value)
  fields[#fields + 1] = field
  fields[#fields + 1] = value
end
local function epoch_of(entry) return number(string.sub(entry, 1, string.find(entry, ':', 1, true) - 1)) end
local function rest_of(entry) return string.sub(entry, string.find(entry, ':', 1, true) + 1) end
local function place(at, entry)
  put('x' .. text(at), entry)
  placed[at] = entry
end
local function received_at(at) return 'y' .. text(e) .. '.' .. text(j) .. '.' .. text(at) end
local function entry_at(at) return placed[at] or redis.call('HGET', key, 'x' .. text(at)) end

-- In blocks: a server bounds how many arguments a script may pass.
local function entries(from, to)
  local found = {}
  while from <= to do
    local upto = math.min(to, from + 499)
    local names = {}
    for at = from, upto do names[#names + 1] = 'x' .. text(at) end
    for _, entry in ipairs(redis.call('HMGET', key, unpack(names))) do found[#found + 1] = entry end
    from = upto + 1
  end
  return found
end

local function finish(status, confirmed, log)
  if changed then
    put('i', i) put('e', text(e)) put('n', n) put('c', text(c)) put('b', text(b)) put('be', text(be)) put('tb', text(tb))
    put('l', text(l)) put('t', text(t)) put('j', text(j)) put('r', r and '1' or '0') put('rf', text(rf)) put('g', text(g))
    redis.call('HSET', key, unpack(fields))
    local from = 1
    while from <= #garbage do
      redis.call('HDEL', key, unpack(garbage, from, math.min(#garbage, from + 499)))
      from = from + 500
    end
  end
  local there = 0
  if confirmed == b then there = be elseif confirmed > b and confirmed <= l then there = epoch_of(entry_at(confirmed)) end
  local answer = {status, i, text(confirmed), text(there), text(c)}
  if log then
    answer[6] = text(b)
    answer[7] = text(be)
    for _, entry in ipairs(entries(b + 1, l)) do answer[#answer + 1] = entry end
  end
  return answer
end

-- A store that lost its data begins a new life here and nowhere else: empty, without a fence, and in no set.
if request == 'join' and i ~= ARGV[6] then
  i, e, n, c, b, be, tb, l, t, j, r, rf, g = ARGV[6], 0, '', 0, 0, 0, 0, 0, 0, 0, false, 0, 0
  changed = true
elseif request ~= 'join' and (i == '' or i ~= meant) then
  return finish('incarnation', l)
end
if epoch < e then return finish('lower', l) end
if epoch == e and nonce ~= n then return finish('nonce', l) end
if epoch > e then
  e, n, j, rf = epoch, nonce, 0, 0
  changed = true
end

if request == 'fence' then
  if r then r, rf, changed = false, 0, true end
  return finish('ok', l, true)
end

if request == 'append' then
  local after, committed, trimmable, count = number(ARGV[5]), number(ARGV[6]), number(ARGV[7]), #ARGV - 7
  if r then
    for k = 1, count do put(received_at(after + k), text(epoch) .. ':' .. ARGV[7 + k]) end
    if count > 0 and (rf == 0 or after + 1 < rf) then rf = after + 1 end
    changed = changed or count > 0
    return finish('ok', after + count)
  end
  if after > l then return finish('gap', l) end
  if after < b and epoch > tb then return finish('diverged', l) end
  local first = math.max(after, b) + 1
  local known, restamped = entries(first, math.min(after + count, l)), false
  for k, entry in ipairs(known) do
    local at = first + k - 1
    if at <= c then
      if rest_of(entry) ~= ARGV[7 + at - after] then return finish('diverged', l) end
      if epoch_of(entry) ~= epoch then restamped = true end
    end
  end
  if restamped and after + count < c then return finish('diverged', l) end
  for at = first, after + count do
    local entry = text(epoch) .. ':' .. ARGV[7 + at - after]
    if at > l then
      place(at, entry)
      l = at
    elseif epoch_of(known[at - first + 1]) ~= epoch then
      -- What an earlier holder left behind this place uncommitted goes with it.
      place(at, entry)
      l = math.max(at, c)
    end
  end
  local confirmed = after + count
  local newc = math.max(c, math.min(committed, confirmed))
  local newt = math.max(t, math.min(trimmable, newc))
  changed = changed or #fields > 0 or newc ~= c or newt ~= t
  c, t = newc, newt
  return finish('ok', confirmed)
end

if request == 'trim' then
  local upto = math.min(number(ARGV[5]), t)
  if upto <= b or r then return finish('ok', b) end
  be, tb = epoch_of(entry_at(upto)), epoch
  for at = g + 1, upto do garbage[#garbage + 1] = 'x' .. text(at) end
  b, g, changed = upto, upto, true
  return finish('ok', b)
end

if request == 'join' then
  local attempt = number(ARGV[5])
  if attempt < j or attempt < 1 then return finish('stale', l) end
  if attempt > j then
    if rf > 0 then
      local at = rf
      while redis.call('HEXISTS', key, received_at(at)) == 1 do
        garbage[#garbage + 1] = received_at(at)
        at = at + 1
      end
    end
    j, r, rf, changed = attempt, true, 0, true
  end
  return finish('ok', l)
end

if request == 'install' then
  local attempt, least, base, baseepoch, committed = number(ARGV[5]), number(ARGV[6]), number(ARGV[7]), number(ARGV[8]), number(ARGV[9])
  local count = (#ARGV - 9) / 2
  if attempt ~= j or attempt < 1 then return finish('stale', l) end
  if not r then return finish('ok', l) end
  local last = base + count
  if last < least or (rf > 0 and rf > last + 1) then return finish('gap', last) end
  for k = 1, count do place(base + k, ARGV[8 + 2 * k] .. ':' .. ARGV[9 + 2 * k]) end
  b, be, tb, c, t, l, r, changed = base, baseepoch, epoch, committed, base, last, false, true
  if rf > 0 then
    local received = redis.call('HGET', key, received_at(l + 1))
    while received do
      l = l + 1
      place(l, received)
      received = redis.call('HGET', key, received_at(l + 1))
    end
    for at = rf, l do garbage[#garbage + 1] = received_at(at) end
  end
  rf, g = 0, math.min(g, base)
  return finish('ok', l)
end

return redis.error_reply('ERR no such request: ' .. request)
