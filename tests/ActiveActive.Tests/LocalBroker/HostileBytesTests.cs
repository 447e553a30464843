using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ActiveActive.LocalBroker.Apis;
using ActiveActive.LocalBroker.Log;
using ActiveActive.LocalBroker.Protocol;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActiveActive.Tests.LocalBroker;

/// <summary>Whatever arrives costs its sender the connection and nobody else anything (X2).</summary>
public sealed class HostileBytesTests
{
    [Fact]
    public async Task EveryApi_FedArbitraryBytes_AnswersOrRefusesAsMalformed()
    {
        var folder = Directory.CreateTempSubdirectory("broker-").FullName;
        var options = new ActiveActive.LocalBroker.BrokerOptions { DataFolder = folder, MaxPartitions = 16, MaxTopics = 4 };
        using (var store = new TopicStore(options, TimeProvider.System, NullLogger.Instance))
        {
            store.Create("t", 2, new TopicSettings());
            var random = new Random(20_240_601);
            var refused = 0;
            const int Rounds = 40_000;
            for (var round = 0; round < Rounds; round++)
            {
                var api = ApiTable.All[random.Next(ApiTable.All.Count)];
                var version = (short)random.Next(api.Min, api.Max + 1);
                var bytes = Arbitrary(random);
                using var response = new ResponseWriter { Flexible = version >= api.FirstFlexible };
                var session = new Session(null, new DnsEndPoint("127.0.0.1", 1), authenticated: true);
                using var aborted = new CancellationTokenSource();
                var request = new RequestReader(bytes) { Flexible = response.Flexible };
                try
                {
                    var answering = api.Answer(new(version, request, response, session, store, options, TimeProvider.System, aborted.Token));
                    await aborted.CancelAsync(); // a fetch may be waiting for data
                    await answering;
                }
                catch (Exception expected) when (expected is MalformedRequestException or OperationCanceledException)
                {
                    refused++;
                }

                Assert.InRange(response.Length, 0, 1 << 20);
            }

            Assert.InRange(refused, 1, Rounds - 1);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Server_FedArbitraryFrames_GoesOnServingOthers()
    {
        await using var broker = RunningBroker.WithTopic("t", 1);
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, broker.Port, TestContext.Current.CancellationToken);
            var frame = new byte[random.Next(4, 200)];
            random.NextBytes(frame);
            if (round % 2 == 0)
                BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);
            if (round % 4 == 0 && frame.Length > 8)
                BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), (random.Next(0, 23) << 16) | random.Next(0, 12));
            await socket.SendAsync(frame, TestContext.Current.CancellationToken);
        }

        using var producer = new ProducerBuilder<Null, byte[]>(broker.Producer()).Build();
        var stored = await producer.ProduceAsync("t", new() { Value = [1] }, TestContext.Current.CancellationToken);
        Assert.Equal(0, stored.Offset.Value);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task Server_FrameOfImpossibleLength_ClosesTheConnection(int length)
    {
        await using var broker = RunningBroker.WithTopic("t", 1);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, broker.Port, TestContext.Current.CancellationToken);
        var prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, length);
        await socket.SendAsync(prefix, TestContext.Current.CancellationToken);

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1], deadline.Token));
    }

    [Fact]
    public async Task Server_MoreConnectionsThanAllowed_RefusesTheNewestAndTakesOneWhenAnotherLeaves()
    {
        await using var broker = RunningBroker.With(options => options with { MaxConnections = 2 });
        using var first = await Connect();
        using var second = await Connect();
        Assert.True(await Answers(first) && await Answers(second));

        using (var third = await Connect())
            Assert.False(await Answers(third));
        first.Dispose();
        for (var answered = false; !answered;)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            using var next = await Connect();
            answered = await Answers(next);
        }

        async Task<Socket> Connect()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, broker.Port, TestContext.Current.CancellationToken);
            return socket;
        }

        static async Task<bool> Answers(Socket socket)
        {
            try
            {
                await socket.SendAsync(new byte[] { 0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0, 0 }); // ApiVersions version 0
                using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
                return await socket.ReceiveAsync(new byte[1024], deadline.Token) > 0;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    [Theory]
    [InlineData("right", true)]
    [InlineData("wrong", false)]
    public async Task Server_BareTokenAfterTheOldHandshake_IsChecked(string password, bool accepted)
    {
        await using var broker = RunningBroker.With(options => options with { Users = new Dictionary<string, string> { ["alice"] = "right" } });
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, broker.Port, TestContext.Current.CancellationToken);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var answer = new byte[64];
        await socket.SendAsync("\0\0\0\u0011\0\u0011\0\0\0\0\0\u0001\0\0\0\u0005PLAIN"u8.ToArray(), deadline.Token);
        Assert.Equal(4 + 4 + 2 + 4 + 7, await socket.ReceiveAsync(answer, deadline.Token));

        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes($"\0\0\0\u000c\0alice\0{password}"), deadline.Token);

        Assert.Equal(accepted ? 4 : 0, await socket.ReceiveAsync(answer, deadline.Token));
        Assert.Equal(accepted ? [0, 0, 0, 0] : answer[..4], answer[..4]);
    }

    private static byte[] Arbitrary(Random random)
    {
        var bytes = new byte[random.Next(0, 120)];
        random.NextBytes(bytes);
        // Mostly small numbers: they get deeper into a decoder than noise, which fails at its first length.
        for (var i = 0; i < bytes.Length; i++)
            if (random.Next(4) != 0)
                bytes[i] = (byte)(random.Next(3) == 0 ? 't' : random.Next(3));
        return bytes;
    }
}
