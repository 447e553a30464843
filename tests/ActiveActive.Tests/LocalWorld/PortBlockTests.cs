using System.Net;
using System.Net.Sockets;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Ports;

namespace ActiveActive.Tests.LocalWorld;

public sealed class PortBlockTests
{
    [Fact]
    public void Reserve_SameSeedWhileTheBlockIsTaken_TakesAnother()
    {
        using var first = PortBlock.Reserve(null, "seed-of-this-test");
        using var second = PortBlock.Reserve(null, "seed-of-this-test");

        Assert.True(Math.Abs(first.First - second.First) >= PortBlock.Size);
    }

    [Fact]
    public void Reserve_ChosenPortIsTaken_SaysWhich()
    {
        using var owner = PortBlock.Reserve(null, "seed-of-that-test");

        var error = Assert.Throws<WorldException>(() => PortBlock.Reserve(owner.First, "x"));

        Assert.Contains($"port {owner.First} ", error.Message);
    }

    [Fact]
    public void Take_AStrangerListensInTheBlock_PassesItsPortOver()
    {
        using var block = PortBlock.Reserve(null, "seed-of-stranger");
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var taken = block.Take() + 1;
        stranger.Bind(new IPEndPoint(IPAddress.Loopback, taken));
        stranger.Listen();

        Assert.Equal(taken + 1, block.Take());
    }

    [Fact]
    public void Take_MoreThanTheBlockHolds_Fails()
    {
        using var block = PortBlock.Reserve(null, "seed-of-greed");

        var ports = new List<int>();
        Assert.Throws<WorldException>(() =>
        {
            for (var i = 0; i < PortBlock.Size; i++) ports.Add(block.Take());
        });
        Assert.All(ports, p => Assert.InRange(p, block.First + 1, block.First + PortBlock.Size - 1));
        Assert.Equal(ports.Distinct(), ports);
    }

    [Fact]
    public void Candidates_AllSeeds_StayBelowTheEphemeralRangeAndCoverEveryBlockOnce()
    {
        var low = int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0]);
        var ports = PortBlock.Candidates("/some/folder").ToArray();

        Assert.Equal(ports.Distinct(), ports);
        if (low > PortBlock.Lowest + PortBlock.Size) Assert.All(ports, p => Assert.True(p + PortBlock.Size <= low, $"{p} reaches into the range from {low} on"));
        Assert.Equal(ports[0], PortBlock.Candidates("/some/folder").First());
    }
}
