using StackExchange.Redis;

namespace ActiveActive.Arbitration;

/// <summary>Names of everything strong state keeps in a site's store. All keys of a group share one hash tag.</summary>
/// <param name="ServiceId">Constant for the life of the data.</param>
public sealed record StrongKeys(string ServiceId)
{
    /// <summary>A group's fence and log.</summary>
    public RedisKey Log(GroupId group) => $"{{{ServiceId}:s{group.Value:0000}}}/log";
}
