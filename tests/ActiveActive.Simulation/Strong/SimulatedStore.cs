using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Simulation.Strong;

/// <summary>One site's store: a group log per group, each request atomic. Can be down, slow, and come back without its last writes.</summary>
internal sealed class SimulatedStore(World world, SiteId site, int groups, Mutant mutant, Invariants invariants)
{
    private readonly GroupLog[] _logs = [.. Enumerable.Range(0, groups).Select(_ => new GroupLog($"{site}0"))];
    private int _life;

    public SiteId Site => site;

    public string Incarnation { get; private set; } = $"{site}0";

    public bool IsDown { get; set; }

    /// <summary>Extra delay of every request, in milliseconds.</summary>
    public double Slowness { get; set; }

    public InSyncMember Member => new(site, Incarnation);

    public GroupLog Log(GroupId group) => _logs[group.Value];

    /// <summary>Takes a request and answers, unless it is down when the request arrives or before the answer leaves.</summary>
    public void Take(GroupId group, StoreRequest request, Action<LogReply> answer)
    {
        if (IsDown) return;
        world.At(world.Between(0.1, 1 + Slowness), () =>
        {
            if (IsDown) return;
            var reply = Apply(group, request);
            world.Note("store", reply.Confirmed, () => $"{site} {group} {request.Kind} {reply.Status} {request.Epoch} #{request.Id} after {request.After} +{request.Entries.Count} = {reply.Confirmed} committed {reply.Committed}");
            invariants.OnStore(this, group);
            if (!world.Chance(0.003)) answer(reply);
        });
    }

    /// <summary>A small durable write, for the proof that the store still takes them.</summary>
    public void Probe(Action<string> answer)
    {
        if (IsDown) return;
        world.At(world.Between(0.1, 1 + Slowness), () =>
        {
            if (!IsDown) answer(Incarnation);
        });
    }

    /// <summary>Comes back as another life, with only the beginning of what it had, and without a fence.</summary>
    public void LoseTail()
    {
        if (mutant != Mutant.SameIncarnationAfterLoss) Incarnation = $"{site}{++_life}";
        for (var i = 0; i < _logs.Length; i++)
        {
            LogEntry[] kept = [.. _logs[i].Entries.Take(world.Random.Next((int)_logs[i].Last + 1))];
            _logs[i] = new GroupLog(Incarnation);
            if (kept.Length > 0) _logs[i].Append(Incarnation, new Epoch(0), string.Empty, 0, kept, 0);
            invariants.OnLostTail(this, new GroupId(i));
        }
    }

    private LogReply Apply(GroupId group, StoreRequest request)
    {
        var log = _logs[group.Value];
        // Planted: the store sees the sender it wants to see.
        if (mutant == Mutant.NoFence && request.Epoch <= log.FenceEpoch) request = request with { Epoch = log.FenceEpoch, Nonce = log.FenceNonce };
        if (mutant == Mutant.FenceWithoutNonce && request.Epoch == log.FenceEpoch)
        {
            if (request.Nonce != log.FenceNonce) Invariants.OnForeignNonce(site, group, request.Epoch);
            request = request with { Nonce = log.FenceNonce };
        }

        var reply = request.ApplyTo(log);
        if (mutant == Mutant.CopyBeforeReceipt && request.Kind == StoreRequestKind.Install && reply.Status == LogStatus.Gap)
        {
            // Planted: the hole between the early copy and the receipt goes unnoticed; nothing is what stands there.
            LogEntry[] hole = [.. Enumerable.Range(request.Entries.Count + 1, 50).Select(i => new LogEntry(request.Epoch, i, default, default))];
            for (var length = 1; length <= hole.Length && reply.Status == LogStatus.Gap; length++)
                reply = (request with { Entries = [.. request.Entries, .. hole.Take(length)] }).ApplyTo(log);
        }

        return reply;
    }
}
