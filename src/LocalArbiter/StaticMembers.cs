using System.Net;
using DotNext.Buffers;
using DotNext.IO;
using DotNext.Net;
using DotNext.Net.Cluster.Consensus.Raft.Membership;

namespace ActiveActive.LocalArbiter;

/// <summary>The member list from the configuration, the same at every member; membership never changes while data lives.</summary>
internal sealed class StaticMembers : InMemoryClusterConfigurationStorage<EndPoint>
{
    public StaticMembers(IEnumerable<EndPoint> members)
    {
        var builder = CreateInitialConfigurationBuilder();
        foreach (var member in members) builder.Add(member);
        builder.Build();
    }

    protected override void Encode(EndPoint address, ref BufferWriterSlim<byte> output) => output.WriteEndPoint(address);

    protected override EndPoint Decode(ref SequenceReader reader) => reader.ReadEndPoint();
}
