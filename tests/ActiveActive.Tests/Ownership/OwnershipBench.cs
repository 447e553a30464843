using ActiveActive.Protocol.Arbiter;
using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Tests.Ownership;

/// <summary>One silo's ownership in hand: time moves when told, the arbiter answers when told, the own store is a real log.</summary>
internal sealed class OwnershipBench
{
    public static readonly SiteId A = SiteId.Parse("a");
    public static readonly SiteId B = SiteId.Parse("b");
    public static readonly GroupId Group = new(0);

    private readonly List<OwnershipOutput> _waiting = [];
    private readonly Dictionary<SiteId, GroupLog> _logs = new() { [A] = new GroupLog("a0"), [B] = new GroupLog("b0") };

    public OwnershipBench(SiloIncarnation self, ArbiterRegister arbiter, LeaseTimings? timings = null)
    {
        (Arbiter, Timings) = (arbiter, timings ?? new LeaseTimings());
        Ownership = new SiloOwnership(self, [A, B], Timings);
    }

    public ArbiterRegister Arbiter { get; }

    public LeaseTimings Timings { get; }

    public SiloOwnership Ownership { get; }

    public MonotonicTime Now { get; private set; } = new(TimeSpan.FromHours(1));

    public List<long> Committed { get; } = [];

    public List<CloseReason> Closed { get; } = [];

    public GroupRecord Record => OwnershipRecords.DecodeGroup(Arbiter.Read(OwnershipKeys.Group(Group)).Value.Span);

    public GroupHolder Holder => Ownership.Holders[Group];

    public bool Serves => Ownership.Serves(Group, Now);

    /// <summary>Whether the other site's store answers.</summary>
    public bool IsPeerSilent { get; set; }

    public static ArbiterRegister NewArbiter()
    {
        var register = new ArbiterRegister();
        register.Apply(OwnershipOperations.Create([Group], [new(A, "a0"), new(B, "b0")], _ => A));
        return register;
    }

    /// <summary>Lets time pass in steps, everything answered at once.</summary>
    public void Run(TimeSpan duration)
    {
        for (var end = Now + duration; Now < end;)
        {
            Step(TimeSpan.FromMilliseconds(100));
            AnswerAll();
        }
    }

    /// <summary>Lets time pass once; requests to the arbiter pile up until they are answered.</summary>
    public void Step(TimeSpan duration)
    {
        Now += duration;
        Ownership.OnStoreWritten("a0", Now);
        Ownership.Tick(Now);
        Collect();
    }

    /// <summary>Lets time pass without the machine noticing, as for a paused process.</summary>
    public void Sleep(TimeSpan duration) => Now += duration;

    public void AnswerAll()
    {
        while (_waiting.Count > 0)
        {
            OwnershipOutput[] waiting = [.. _waiting];
            _waiting.Clear();
            foreach (var output in waiting)
            {
                if (output is ReadOwnership read) Ownership.OnRead(read.Request, Arbiter.List(OwnershipKeys.Root), Now);
                if (output is CommitOwnership commit) Ownership.OnCommit(commit.Request, Arbiter.Apply(commit.Transaction), Now);
            }

            Collect();
        }
    }

    /// <summary>Takes the one transaction that waits for its answer.</summary>
    public CommitOwnership TakeCommit()
    {
        var commit = Assert.Single(_waiting.OfType<CommitOwnership>());
        _waiting.Remove(commit);
        return commit;
    }

    public void Answer(CommitOwnership commit, ArbiterCommit outcome)
    {
        Ownership.OnCommit(commit.Request, outcome, Now);
        Collect();
    }

    public void Collect()
    {
        foreach (var output in Ownership.TakeOutput())
        {
            if (output is HoldGroup hold) _holders.Add(hold.Holder);
            else if (output is not ProbeStore) _waiting.Add(output);
        }

        while (_holders.SelectMany(h => h.TakeOutput().Select(o => (Holder: h, Output: o))).ToArray() is { Length: > 0 } outputs)
            foreach (var (holder, output) in outputs) CarryOut(holder, output);
    }

    private readonly List<GroupHolder> _holders = [];

    private void CarryOut(GroupHolder holder, HolderOutput output)
    {
        if (output is HolderCommitted committed) Committed.AddRange(committed.Entries.Select(e => e.Sequence));
        if (output is HolderClosed closed) Closed.Add(closed.Reason);
        if (output is not SendToStore send || (IsPeerSilent && send.Site == B)) return;
        var request = send.Request;
        if (request.Kind == StoreRequestKind.Install) request = request with { Copy = _logs[A].Copy() };
        holder.OnReply(send.Site, request, request.ApplyTo(_logs[send.Site]), Now);
    }
}
