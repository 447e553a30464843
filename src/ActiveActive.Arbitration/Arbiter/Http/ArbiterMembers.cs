using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace ActiveActive.Arbitration;

/// <summary>
/// Sends requests to the members of an arbiter over HTTP/1.1: the member that answered last comes first, then the others in turn, all within
/// one deadline. A request that changes something goes to another member only while nothing of it can have reached the one before.
/// </summary>
/// <remarks>May be used concurrently.</remarks>
internal sealed class ArbiterMembers : IDisposable
{
    private const int MaxResponseBytes = 16 * 1024 * 1024;

    private readonly ArbiterHttpOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly X509Certificate2Collection _authorities = [];
    private int _preferred;

    public ArbiterMembers(ArbiterHttpOptions options, TimeProvider time)
    {
        options.Validate();
        _options = options;
        _time = time;
        _http = new HttpClient(CreateHandler())
        {
            Timeout = Timeout.InfiniteTimeSpan, // deadlines are ours: one per attempt and one per call
            MaxResponseContentBufferSize = MaxResponseBytes,
        };
    }

    /// <summary>Sends one request until a member gives a definite answer.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="body">JSON.</param>
    /// <param name="isRepeatable">True for reads: any member may be asked again.</param>
    /// <param name="authorization">Value of the authorization header, or null.</param>
    /// <param name="judge">What the status code and body of an answer mean.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The caller gave up; a request that is not repeatable may have taken effect.</exception>
    public async Task<ArbiterExchange> SendAsync(
        string path,
        ReadOnlyMemory<byte> body,
        bool isRepeatable,
        string? authorization,
        Func<int, ReadOnlyMemory<byte>, ArbiterVerdict> judge,
        CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var last = new ArbiterExchange(ArbiterVerdict.NotApplied, default, "no member was asked");
        var first = Volatile.Read(ref _preferred);
        for (var i = 0; i < _options.Endpoints.Count; i++)
        {
            var remaining = _options.RequestTimeout - _time.GetElapsedTime(started);
            if (remaining <= TimeSpan.Zero) break;
            var member = (first + i) % _options.Endpoints.Count;
            last = await AttemptAsync(member, path, body, isRepeatable, authorization, judge, remaining, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            Volatile.Write(ref _preferred, last.Verdict == ArbiterVerdict.Answered ? member : (member + 1) % _options.Endpoints.Count);
            if (last.Verdict == ArbiterVerdict.Answered || (last.Verdict == ArbiterVerdict.Unclear && !isRepeatable)) return last;
        }

        return last;
    }

    /// <summary>Opens a long answer at the preferred member and yields its lines until it ends, fails, or has lasted long enough.</summary>
    public async IAsyncEnumerable<string> ReadLinesAsync(
        string path, ReadOnlyMemory<byte> body, string? authorization, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var lifetime = new CancellationTokenSource(_options.ObserveRefresh, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(lifetime.Token, cancellationToken);
        var member = Volatile.Read(ref _preferred) % _options.Endpoints.Count;
        using var reader = await OpenAsync(member, path, body, authorization, linked.Token);
        if (reader is null) yield break;
        while (true)
        {
            string? line;
            try
            {
                line = await reader.ReadLineAsync(linked.Token);
            }
            catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
            {
                break;
            }

            if (line is null) break;
            yield return line;
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose()
    {
        _http.Dispose();
        foreach (var authority in _authorities) authority.Dispose();
    }

    private async Task<ArbiterExchange> AttemptAsync(
        int member,
        string path,
        ReadOnlyMemory<byte> body,
        bool isRepeatable,
        string? authorization,
        Func<int, ReadOnlyMemory<byte>, ArbiterVerdict> judge,
        TimeSpan remaining,
        CancellationToken cancellationToken)
    {
        var attempt = remaining < _options.AttemptTimeout ? remaining : _options.AttemptTimeout;
        using var deadline = new CancellationTokenSource(attempt, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var content = new SendOnceContent(body, () =>
        {
            // A change that has begun to leave is bound to this member: it may use all the time there is.
            if (!isRepeatable) deadline.CancelAfter(remaining);
        });
        using var request = CreateRequest(member, path, content, authorization);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, linked.Token);
            ReadOnlyMemory<byte> answer = await response.Content.ReadAsByteArrayAsync(linked.Token);
            var verdict = judge((int)response.StatusCode, answer);
            return new(verdict, answer, verdict == ArbiterVerdict.Answered ? string.Empty : Describe(member, (int)response.StatusCode, answer));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or InvalidOperationException)
        {
            var reason = deadline.IsCancellationRequested ? "no answer in time" : e.GetBaseException().Message;
            return new(content.MayHaveLeft ? ArbiterVerdict.Unclear : ArbiterVerdict.NotApplied, default, $"{_options.Endpoints[member]}: {reason}");
        }
    }

    private async Task<StreamReader?> OpenAsync(int member, string path, ReadOnlyMemory<byte> body, string? authorization, CancellationToken cancellationToken)
    {
        using var request = CreateRequest(member, path, new SendOnceContent(body, static () => { }), authorization);
        HttpResponseMessage? response = null;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode) return new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
        }

        response?.Dispose();
        Interlocked.CompareExchange(ref _preferred, (member + 1) % _options.Endpoints.Count, member);
        return null;
    }

    private HttpRequestMessage CreateRequest(int member, string path, HttpContent content, string? authorization)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_options.Endpoints[member], path)) { Content = content };
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return request;
    }

    private string Describe(int member, int status, ReadOnlyMemory<byte> answer)
    {
        var text = System.Text.Encoding.UTF8.GetString(answer.Span[..Math.Min(answer.Length, 200)]).ReplaceLineEndings(" ");
        return $"{_options.Endpoints[member]}: {status} {text}";
    }

    private SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxConnectionsPerServer = _options.MaxConnectionsPerMember,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        };
        if (_options.CertificateFile is { } certificate)
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, _options.PrivateKeyFile)];
        if (_options.AuthorityFile is { } authority)
        {
            _authorities.ImportFromPemFile(authority);
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck, // a private authority publishes no revocation list
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(_authorities);
        }

        return handler;
    }
}
