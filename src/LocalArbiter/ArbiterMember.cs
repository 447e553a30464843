using System.Net;
using ActiveActive.Arbitration;
using DotNext.Net.Cluster;
using DotNext.Net.Cluster.Consensus.Raft;
using DotNext.Net.Cluster.Consensus.Raft.StateMachine;

namespace ActiveActive.LocalArbiter;

/// <summary>One Raft member: its log, its register and its part in elections. Started once, stopped once.</summary>
internal sealed partial class ArbiterMember(ArbiterMemberOptions options, ILoggerFactory loggers, ILogger<ArbiterMember> log) : IHostedService, IAsyncDisposable
{
    private readonly RegisterStateMachine _register = new(new DirectoryInfo(Path.Combine(Path.GetFullPath(options.DataFolder), "register")), options.SnapshotEvery);
    private RaftCluster? _cluster;
    private WriteAheadLog? _log;

    public RegisterStateMachine Register => _register;

    /// <summary>Whether this member leads, as far as it knows; a member that is wrong about it commits nothing.</summary>
    public bool IsLeader => _cluster is { } cluster && !cluster.LeadershipToken.IsCancellationRequested;

    /// <summary>Whether it is part of a majority that has a leader.</summary>
    public bool HasMajority => _cluster is { } cluster && !cluster.ConsensusToken.IsCancellationRequested;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _register.RestoreAsync(cancellationToken);
        _log = new WriteAheadLog(
            new WriteAheadLog.Options { Location = Path.Combine(Path.GetFullPath(options.DataFolder), "log") },
            _register);
        await _log.InitializeAsync(cancellationToken);
        _cluster = new RaftCluster(CreateConfiguration()) { AuditTrail = _log };
        _cluster.LeaderChanged += OnLeaderChanged;
        await _cluster.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_cluster is { } cluster) await cluster.StopAsync(cancellationToken);
    }

    /// <summary>Puts a command into the log and waits until this member, as leader, has applied it.</summary>
    /// <returns>The answer; null when the member does not lead and has done nothing.</returns>
    /// <remarks>Any exception leaves the outcome unknown: the entry may have been appended, and a later leader may commit it.</remarks>
    public async Task<EmbeddedArbiterAnswer?> ExecuteAsync(byte[] command, CancellationToken cancellationToken)
    {
        if (_cluster is not { } cluster || !IsLeader) return null;
        var applied = new TaskCompletionSource<EmbeddedArbiterAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        await cluster.ReplicateAsync(command, applied, cancellationToken);
        return await applied.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_log is not null) await _log.DisposeAsync();
        await _register.DisposeAsync();
    }

    private RaftCluster.TcpConfiguration CreateConfiguration()
    {
        var self = IPEndPoint.Parse(options.RaftEndpoint);
        return new RaftCluster.TcpConfiguration(self)
        {
            PublicEndPoint = self,
            LowerElectionTimeout = options.LowerElectionTimeoutMilliseconds,
            UpperElectionTimeout = options.UpperElectionTimeoutMilliseconds,
            RequestTimeout = TimeSpan.FromMilliseconds(options.LowerElectionTimeoutMilliseconds),
            ConnectTimeout = TimeSpan.FromMilliseconds(options.LowerElectionTimeoutMilliseconds / 2.0),
            ColdStart = false, // the member list below is the configuration; no member starts a cluster of its own
            LoggerFactory = loggers,
            ConfigurationStorage = new StaticMembers(options.Members.Select(IPEndPoint.Parse)),
            SslOptions = options.UsesTls ? MemberTls.Create(options) : null,
        };
    }

    private void OnLeaderChanged(ICluster cluster, IClusterMember? leader)
    {
        if (leader is null) LogNoLeader(log, options.Name);
        else LogLeader(log, options.Name, leader.EndPoint?.ToString() ?? "unknown", leader.IsRemote);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Member {Member} follows leader {Leader} (remote: {IsRemote}).")]
    private static partial void LogLeader(ILogger logger, string member, string leader, bool isRemote);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Member {Member} knows of no leader; it can answer nothing until there is one.")]
    private static partial void LogNoLeader(ILogger logger, string member);
}
