using System.Net;
using System.Net.Sockets;
using ActiveActive.LocalWorld.Roles;
using ActiveActive.Tests.LocalBroker;

namespace ActiveActive.Tests.LocalWorld;

public sealed class HubProbeTests
{
    [Fact]
    public async Task Kafka_ABrokerThatAsksForALogIn_Serves()
    {
        await using var broker = RunningBroker.With(options => options with { Users = new Dictionary<string, string> { ["site"] = "password" } });

        Assert.Null(await SocketProbe.Kafka(broker.Port).CheckAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Kafka_SomethingElse_DoesNot()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync("-ERR unknown command\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);

        Assert.Equal("does not answer as a broker", await SocketProbe.Kafka(((IPEndPoint)listener.LocalEndpoint).Port).CheckAsync(TestContext.Current.CancellationToken));
        await answering;
    }
}
