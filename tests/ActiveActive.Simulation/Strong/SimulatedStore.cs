using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Simulation.Strong;

/// <summary>One site's store: a group log per group, each request atomic. Can be down, slow, and come back without its last writes.</summary>
internal sealed class SimulatedStore(World world, SiteId site, int groups, Mutant mutant, Invariants invariants)
{
    private readonly GroupLog[] _logs = [.. Enumerable.Range(0, groups).Select(_ => new GroupLog($"{site}0"))];
    private readonly GroupState[] _states = [.. Enumerable.Range(0, groups).Select(_ => new GroupState())];
    private int _life;

    public SiteId Site => site;

    public string Incarnation { get; private set; } = $"{site}0";

    public bool IsDown { get; set; }

    /// <summary>Extra delay of every request, in milliseconds.</summary>
    public double Slowness { get; set; }

    public InSyncMember Member => new(site, Incarnation);

    public GroupLog Log(GroupId group) => _logs[group.Value];

    /// <summary>What the trimmed places mean: the grains' own states.</summary>
    public GroupState State(GroupId group) => _states[group.Value];

    /// <summary>Takes a request and answers, unless it is down when the request arrives or before the answer leaves.</summary>
    /// <param name="group">The group.</param>
    /// <param name="request">The request.</param>
    /// <param name="copied">The states that come with a copy.</param>
    /// <param name="answer">Takes the answer.</param>
    public void Take(GroupId group, StoreRequest request, GroupState? copied, Action<LogReply> answer)
    {
        if (IsDown) return;
        world.At(world.Between(0.1, 1 + Slowness), () =>
        {
            if (IsDown) return;
            var reply = Apply(group, request, copied);
            world.Note("store", reply.Confirmed, () => $"{site} {group} {request.Kind} {reply.Status} {request.Epoch} #{request.Id} after {request.After} +{request.Entries.Count} = {reply.Confirmed} committed {reply.Committed}");
            invariants.OnStore(this, group);
            if (!world.Mishap(0.003)) answer(reply);
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
            var had = _logs[i].Copy();
            var kept = had with { Entries = [.. had.Entries.Take(world.Random.Next(had.Entries.Count + 1))], Committed = had.Base };
            _logs[i] = new GroupLog(Incarnation);
            _logs[i].BeginJoin(default, string.Empty, 1);
            _logs[i].Install(Incarnation, default, string.Empty, 1, 0, kept);
            invariants.OnLostTail(this, new GroupId(i));
        }
    }

    private LogReply Apply(GroupId group, StoreRequest request, GroupState? copied)
    {
        var log = _logs[group.Value];
        // Planted: the store sees the sender it wants to see.
        if (mutant == Mutant.NoFence && request.Epoch <= log.FenceEpoch) request = request with { Epoch = log.FenceEpoch, Nonce = log.FenceNonce };
        if (mutant == Mutant.FenceWithoutNonce && request.Epoch == log.FenceEpoch)
        {
            if (request.Nonce != log.FenceNonce) Invariants.OnForeignNonce(site, group, request.Epoch);
            request = request with { Nonce = log.FenceNonce };
        }

        var before = log.Copy();
        var wasReceiving = log.IsReceiving;
        var reply = request.ApplyTo(log);
        // The states are brought up to the place before the log lets go of it; to whoever looks they change together.
        if (log.Base > before.Base && request.Kind == StoreRequestKind.Trim)
            foreach (var entry in before.Entries.Take((int)(log.Base - before.Base))) _states[group.Value].Apply(entry);
        if (mutant == Mutant.CopyBeforeReceipt && request.Kind == StoreRequestKind.Install && reply.Status == LogStatus.Gap)
        {
            // Planted: the hole between the early copy and the receipt goes unnoticed; nothing is what stands there.
            LogEntry[] hole = [.. Enumerable.Range((int)request.Copy.Last + 1, 50).Select(i => new LogEntry(request.Epoch, i, default, default))];
            for (var length = 1; length <= hole.Length && reply.Status == LogStatus.Gap; length++)
                reply = (request with { Copy = request.Copy with { Entries = [.. request.Copy.Entries, .. hole.Take(length)] } }).ApplyTo(log);
        }

        // A copy that was put in place brings its states with it; one that came too late, or again, does not.
        if (copied is not null && wasReceiving && !log.IsReceiving) _states[group.Value] = copied.Copy();

        return reply;
    }
}
