using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Arbitration;

/// <summary>A request to the embedded arbiter; exactly one of the three parts is set.</summary>
/// <param name="Writes">A transaction.</param>
/// <param name="Keys">A read of these keys.</param>
/// <param name="Prefix">A listing, or an observation.</param>
public sealed record EmbeddedArbiterCommand(IReadOnlyList<EmbeddedArbiterWrite>? Writes, IReadOnlyList<string>? Keys, string? Prefix)
{
    /// <summary>The command of a transaction.</summary>
    public static EmbeddedArbiterCommand Of(ArbiterTransaction transaction) =>
        new([.. transaction.Writes.Select(w => new EmbeddedArbiterWrite(w.Key, w.Expected.Value, w.Kind, w.Value.ToArray()))], null, null);

    /// <summary>The transaction of the command, checked anew.</summary>
    /// <exception cref="ArgumentException">It breaks a limit of the arbiter.</exception>
    public ArbiterTransaction ToTransaction()
    {
        var transaction = ArbiterTransaction.Empty;
        foreach (var write in Writes ?? []) transaction = Add(transaction, write);
        ArbiterRequests.RequireNotEmpty(transaction);
        return transaction;
    }

    /// <summary>Throws unless the command is one a member may put into the log.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public void Validate()
    {
        if (Writes is not null) ToTransaction();
        else if (Keys is not null) ArbiterRequests.RequireKeys(Keys);
        else ArbiterLimits.RequireKey(Prefix ?? string.Empty);
    }

    private static ArbiterTransaction Add(ArbiterTransaction transaction, EmbeddedArbiterWrite write) => write.Kind switch
    {
        ArbiterWriteKind.Compare => transaction.Expect(write.Key, new(write.Expected)),
        ArbiterWriteKind.Put => transaction.Put(write.Key, new(write.Expected), write.Value),
        ArbiterWriteKind.Delete => transaction.Delete(write.Key, new(write.Expected)),
        _ => throw new ArgumentException($"{write.Kind} is no kind of write."),
    };
}
