using ActiveActive.Protocol.Ownership;

namespace ActiveActive.WorldTests.Stores;

/// <summary>
/// Makes requests to a group log: mostly what a holder would send next, often something late, repeated, from a rival, or with bytes that a careless
/// script would trip over.
/// </summary>
internal sealed class ArbitraryRequests(Random random, string incarnation)
{
    private readonly List<StoreRequest> _sent = [];
    private long _request;

    public StoreRequest Next(GroupLog model)
    {
        // An old one again, whatever has happened since.
        var request = _sent.Count > 0 && random.Next(5) == 0 ? _sent[random.Next(Math.Max(0, _sent.Count - 30), _sent.Count)] : Fresh(model);
        _sent.Add(request);
        return request;
    }

    private StoreRequest Fresh(GroupLog model)
    {
        var epoch = new Epoch(Math.Max(1, model.FenceEpoch.Value + (random.Next(12) switch { 0 => 1, 1 => -1, _ => 0 })));
        var nonce = epoch == model.FenceEpoch && random.Next(15) > 0 ? model.FenceNonce : $"n{epoch.Value}.{random.Next(2)}";
        var life = random.Next(40) == 0 ? "other" : incarnation;
        _request++;
        return random.Next(20) switch
        {
            0 => new StoreRequest(_request, StoreRequestKind.Fence, epoch, nonce) { StoreIncarnation = life },
            1 or 2 => new StoreRequest(_request, StoreRequestKind.Trim, epoch, nonce) { StoreIncarnation = life, Trim = random.Next((int)model.Last + 2) },
            3 => new StoreRequest(_request, StoreRequestKind.BeginJoin, epoch, nonce) { Attempt = random.Next(0, 5) },
            4 or 5 => Install(model, epoch, nonce, life),
            _ => Append(model, epoch, nonce, life),
        };
    }

    private StoreRequest Append(GroupLog model, Epoch epoch, string nonce, string life)
    {
        var after = Math.Max(0, model.Last + random.Next(10) switch { 0 => 1, 1 => -1, 2 => -2, 3 => -4, _ => 0 });
        // A new holder commits what it finds anew: same operations, later epoch.
        var repeats = random.Next(3) == 0;
        if (repeats) after = Math.Min(after, random.Next(4) == 0 ? model.Base : model.Committed);
        var count = random.Next(4) + (repeats ? (int)(model.Last - after) : 0);
        return new StoreRequest(_request, StoreRequestKind.Append, epoch, nonce)
        {
            StoreIncarnation = life,
            After = after,
            Entries = [.. Enumerable.Range(1, count).Select(i => Entry(model, epoch, after + i, repeats))],
            Committed = Math.Max(0, after + random.Next(-2, 4)),
            Trim = Math.Max(0, after + random.Next(-6, 2)),
        };
    }

    private LogEntry Entry(GroupLog model, Epoch epoch, long place, bool repeats)
    {
        if (repeats && place > model.Base && place <= model.Last && random.Next(20) > 0) return model.Entries[(int)(place - model.Base) - 1] with { Epoch = epoch };
        // Within one epoch a place is only ever given to one operation: that is the holder's promise, and not for the store to check.
        var body = new byte[] { (byte)':', 0, 255, (byte)'\n', (byte)place };
        return new LogEntry(epoch, place, OperationId.Parse($"{place}-{epoch.Value}-{(repeats ? "r" : "f")}"), body);
    }

    private StoreRequest Install(GroupLog model, Epoch epoch, string nonce, string life)
    {
        var first = random.Next(3);
        var count = random.Next((int)model.Last + 3);
        return new StoreRequest(_request, StoreRequestKind.Install, epoch, nonce)
        {
            StoreIncarnation = life,
            Attempt = random.Next(0, 5),
            After = random.Next((int)model.Last + 2),
            Copy = new LogCopy(first, new Epoch(first == 0 ? 0 : 1), [.. Enumerable.Range(first + 1, count).Select(i => Entry(model, epoch, i, repeats: true))], first + random.Next(count + 1)),
        };
    }
}
