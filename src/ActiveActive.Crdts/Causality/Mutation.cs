namespace ActiveActive.Crdts;

/// <summary>Outcome of a mutation.</summary>
/// <typeparam name="T">The store.</typeparam>
/// <param name="State">The state after it.</param>
/// <param name="Delta">What to merge elsewhere for the same effect; an empty delta when the mutation changed nothing.</param>
public sealed record Mutation<T>(Causal<T> State, Causal<T> Delta) where T : class, IDotStore<T>
{
    /// <summary>A further mutation on top; the delta covers both.</summary>
    /// <inheritdoc cref="Causal{T}.Mutate"/>
    public Mutation<T> Then(GrainLife life, Func<T, MutationContext, T> mutate)
    {
        var next = State.Mutate(life, mutate);
        return new Mutation<T>(next.State, Delta.Merge(next.Delta));
    }
}
