using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ActiveActive.Store;

/// <summary>
/// Runs scripts on a site's store. A script reaches a server process only after that process was admitted.
/// </summary>
/// <remarks>
/// <para>Scripts are called by digest and never loaded on the way. A restarted server has forgotten them and answers that it does not know them; only then
/// does this class look at who answers, ask <see cref="IStoreAdmission"/>, and load them. So no write can slip into a restarted server behind the
/// check, whichever connection the client library had reopened by itself.</para>
/// <para>Safe for concurrent use. A call is sent once: whether to repeat it is for the caller, who knows whether it is idempotent.</para>
/// </remarks>
public sealed partial class ScriptedStore : IAsyncDisposable
{
    private readonly IConnectionMultiplexer _connection;
    private readonly ScriptedStoreOptions _options;
    private readonly IStoreAdmission _admission;
    private readonly IReadOnlyList<StoreScript> _scripts;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _admitting = new(1, 1);
    private volatile StoreServerFacts? _admitted;

    private ScriptedStore(IConnectionMultiplexer connection, ScriptedStoreOptions options, IStoreAdmission admission, IReadOnlyList<StoreScript> scripts, ILogger logger)
    {
        _connection = connection;
        _options = options;
        _admission = admission;
        _scripts = scripts;
        _logger = logger;
    }

    /// <summary>The server that was admitted last; null before the first call.</summary>
    public StoreServerFacts? Server => _admitted;

    /// <summary>Connects. Admission happens here too, so that a server that must not be used is refused at start-up.</summary>
    /// <param name="options">How to reach the server.</param>
    /// <param name="scripts">Every script that will be run.</param>
    /// <param name="admission">Who decides about the server.</param>
    /// <param name="logger">One line per admission and refusal.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">The server cannot be reached or was refused; not applied.</exception>
    public static async Task<ScriptedStore> ConnectAsync(
        ScriptedStoreOptions options, IReadOnlyList<StoreScript> scripts, IStoreAdmission admission, ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var configuration = ConfigurationOptions.Parse(options.ConnectionString);
        configuration.AbortOnConnectFail = true;
        configuration.AllowAdmin = true; // CONFIG GET
        configuration.AsyncTimeout = configuration.SyncTimeout = (int)options.CallTimeout.TotalMilliseconds;
        // A call that waits for a connection would be sent at a time of nobody's choosing, perhaps to a restarted server: fail it instead.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        ScriptedStore? store = null;
        try
        {
            store = new ScriptedStore(await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false), options, admission, scripts, logger);
            await store.AdmitAsync(null, cancellationToken).ConfigureAwait(false);
            return store;
        }
        catch (RedisException error)
        {
            if (store is not null) await store.DisposeAsync().ConfigureAwait(false);
            throw new StoreException(CallOutcome.NotApplied, $"the store at {Name(configuration.EndPoints)} cannot be reached: check Store:ConnectionString and that it runs.", error);
        }
        catch
        {
            if (store is not null) await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs a script.</summary>
    /// <param name="script">One of those given at connecting.</param>
    /// <param name="keys">The keys it touches; all carry the same hash tag, so that a clustered store has them in one place.</param>
    /// <param name="arguments">Its arguments. Not copied: must not change until the call has returned.</param>
    /// <param name="cancellationToken">Gives up waiting; the script may still run.</param>
    /// <exception cref="StoreException">It was not carried out, or its outcome is unknown.</exception>
    public async Task<RedisResult> RunAsync(StoreScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(arguments);
        var call = Call(script.Digest, keys, arguments);

        for (var attempt = 0; ; attempt++)
        {
            var admitted = _admitted;
            try
            {
                return await _connection.GetDatabase().ExecuteAsync("EVALSHA", call).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RedisServerException error) when (attempt == 0 && error.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
            {
                // The server forgot our scripts: it restarted. Nothing has run.
                await AdmitAsync(admitted, cancellationToken).ConfigureAwait(false);
            }
            catch (RedisException error)
            {
                throw Describe(script, error);
            }
            catch (TimeoutException error)
            {
                throw Describe(script, error);
            }
        }
    }

    /// <summary>Looks again at who answers and asks for admission anew. For a caller that a script told that the store's identity is another one now.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">The server cannot be reached or was refused; not applied.</exception>
    public Task ReadmitAsync(CancellationToken cancellationToken = default) => AdmitAsync(_admitted, cancellationToken);

    /// <summary>Reads fields of a hash, outside any script.</summary>
    /// <exception cref="StoreException">The store did not answer. A read has no effect, so it may be repeated.</exception>
    public async Task<RedisValue[]> ReadAsync(RedisKey key, RedisValue[] fields, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _connection.GetDatabase().HashGetAsync(key, fields).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            throw new StoreException(CallOutcome.NotApplied, $"the store did not answer a read: {error.Message}", error);
        }
    }

    /// <summary>Reads the members of a sorted set with the lowest scores, outside any script.</summary>
    /// <exception cref="StoreException">The store did not answer. A read has no effect, so it may be repeated.</exception>
    public async Task<SortedSetEntry[]> ReadLowestAsync(RedisKey key, int most, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _connection.GetDatabase().SortedSetRangeByRankWithScoresAsync(key, 0, most - 1).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            throw new StoreException(CallOutcome.NotApplied, $"the store did not answer a read: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        _admitting.Dispose();
    }

    /// <summary>One caller admits for all that met the same restart.</summary>
    private async Task AdmitAsync(StoreServerFacts? seen, CancellationToken cancellationToken)
    {
        await _admitting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (seen is not null && !ReferenceEquals(_admitted, seen)) return;
            var server = _connection.GetServer(_connection.GetEndPoints()[0]);
            var facts = await StoreServerReader.ReadAsync(server).ConfigureAwait(false);
            var refusal = StoreSettingsCheck.Refusal(facts, _options.Needed) ?? await _admission.AdmitAsync(facts, new Evaluator(server), cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                LogRefused(_logger, Name([server.EndPoint]), facts.Kind, facts.RunId, refusal);
                throw new StoreException(CallOutcome.NotApplied, $"the store at {Name([server.EndPoint])} is refused: {refusal}");
            }

            foreach (var script in _scripts) await server.ExecuteAsync("SCRIPT", "LOAD", script.Text).ConfigureAwait(false);
            _admitted = facts;
            LogAdmitted(_logger, Name([server.EndPoint]), facts.Kind, facts.Version, facts.RunId, StoreSettingsCheck.Durability(facts));
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            throw new StoreException(CallOutcome.NotApplied, "the store went away while it was being checked; nothing was sent to it.", error);
        }
        finally
        {
            _admitting.Release();
        }
    }

    private static object[] Call(string script, RedisKey[] keys, RedisValue[] arguments)
    {
        var call = new object[2 + keys.Length + arguments.Length];
        call[0] = script;
        call[1] = keys.Length;
        for (var i = 0; i < keys.Length; i++) call[2 + i] = keys[i];
        for (var i = 0; i < arguments.Length; i++) call[2 + keys.Length + i] = arguments[i];
        return call;
    }

    private sealed class Evaluator(IServer server) : IStoreEvaluator
    {
        public async Task<RedisResult> EvaluateAsync(StoreScript script, RedisKey[] keys, RedisValue[] arguments) =>
            await server.ExecuteAsync("EVAL", Call(script.Text, keys, arguments)).ConfigureAwait(false);
    }

    private static StoreException Describe(StoreScript script, Exception error)
    {
        var sent = error switch
        {
            RedisConnectionException connection => connection.CommandStatus,
            RedisTimeoutException timeout => timeout.Commandstatus,
            RedisServerException server when server.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal) => CommandStatus.WaitingToBeSent,
            _ => CommandStatus.Unknown,
        };
        return sent == CommandStatus.WaitingToBeSent
            ? new StoreException(CallOutcome.NotApplied, $"the store is away or has just restarted; '{script.Name}' was not run.", error)
            : new StoreException(CallOutcome.Unknown, $"'{script.Name}' was sent to the store and its outcome is unknown: {error.Message}", error);
    }

    private static string Name(IEnumerable<EndPoint> endpoints) => string.Join(", ", endpoints.Select(e => e switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => e.ToString(),
    }));

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "store {Address} admitted: {Kind} {Version}, run {RunId}, acknowledged writes survive {Durability}")]
    private static partial void LogAdmitted(ILogger logger, string address, StoreServerKind kind, string version, string runId, StoreDurability durability);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "store {Address} refused: {Kind}, run {RunId}: {Reason}")]
    private static partial void LogRefused(ILogger logger, string address, StoreServerKind kind, string runId, string reason);
}
