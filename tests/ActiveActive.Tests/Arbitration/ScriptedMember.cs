using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActiveActive.Tests.Arbitration;

/// <summary>What a scripted member does with a request it has read completely.</summary>
internal enum MemberConduct
{
    /// <summary>Answers with the configured status and body.</summary>
    Answer,

    /// <summary>Closes the connection without a word.</summary>
    Close,

    /// <summary>Says nothing and keeps the connection.</summary>
    Silence,
}

/// <summary>An HTTP member made of a bare socket, so that it can misbehave between reading a request and answering it.</summary>
internal sealed class ScriptedMember : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private readonly MemberConduct _conduct;
    private readonly string _answer;
    private int _requests;

    public ScriptedMember(MemberConduct conduct, int status = 200, string body = "")
    {
        _conduct = conduct;
        _answer = $"HTTP/1.1 {status} X\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>Requests whose body has arrived completely.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>An address on which nobody listens.</summary>
    public static async Task<Uri> ClosedAddressAsync()
    {
        await using var member = new ScriptedMember(MemberConduct.Close);
        return member.Address;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true) open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            while (await ReadRequestAsync(stream))
            {
                Interlocked.Increment(ref _requests);
                if (_conduct == MemberConduct.Close) return;
                if (_conduct == MemberConduct.Silence) await Task.Delay(Timeout.Infinite, _stop.Token);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(_answer), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
        }
    }

    private async Task<bool> ReadRequestAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0) return false;
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            var all = text.ToString();
            var head = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head < 0) continue;
            var length = all[..head].Split("\r\n").Single(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1];
            if (all.Length - head - 4 >= int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)) return true;
        }
    }
}
