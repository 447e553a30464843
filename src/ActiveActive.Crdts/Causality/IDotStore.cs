namespace ActiveActive.Crdts;

/// <summary>
/// Values held under the dots that wrote them; joined under the contexts of both sides. A dot that one side holds and the other has seen and
/// no longer holds was replaced or removed; one the other has not seen is news. Implement it for a state of several fields by doing each
/// member field by field, always in the same order; see <see cref="Fields{T1,T2}"/>.
/// </summary>
/// <typeparam name="TSelf">The implementing type: immutable.</typeparam>
/// <remarks>Almeida, Shoker, Baquero (JPDC 2018), section 7.2, "causal δ-CRDTs".</remarks>
public interface IDotStore<TSelf> where TSelf : class, IDotStore<TSelf>
{
    /// <summary>The store without any dot.</summary>
    static abstract TSelf Empty { get; }

    /// <summary>True when it holds no dot.</summary>
    bool IsEmpty { get; }

    /// <summary>Highest stamp among the values; the default when they carry none. Shown to the clock before a delta is merged.</summary>
    HlcTimestamp LatestStamp { get; }

    /// <summary>The least store that reflects both.</summary>
    /// <param name="other">The other side's store.</param>
    /// <param name="seen">What this side has seen.</param>
    /// <param name="otherSeen">What the other side has seen.</param>
    TSelf Join(TSelf other, CausalContext seen, CausalContext otherSeen);

    /// <summary>Says of every dot held that the mutation replaces it.</summary>
    void Replace(MutationContext mutation);

    /// <summary>Appends the canonical encoding: equal stores give equal bytes.</summary>
    void Write(CrdtWriter writer);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="CrdtFormatException">The bytes are not a canonical encoding, or exceed a cap.</exception>
    static abstract TSelf Read(CrdtReader reader);
}
