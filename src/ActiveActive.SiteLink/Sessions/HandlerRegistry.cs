using System.Collections.Frozen;

namespace ActiveActive.SiteLink;

/// <summary>The handlers of this silo by name, made once.</summary>
internal sealed class HandlerRegistry
{
    private readonly FrozenDictionary<string, NamedHandler<ISiteLinkHandler>> _calls;
    private readonly FrozenDictionary<string, NamedHandler<ISiteLinkStreamHandler>> _streams;

    public HandlerRegistry(IEnumerable<SiteLinkHandlerRegistration> registrations, IServiceProvider services)
    {
        var calls = new Dictionary<string, NamedHandler<ISiteLinkHandler>>(StringComparer.Ordinal) { [HandlerName.Echo] = new(HandlerName.Echo, new EchoHandler()) };
        var streams = new Dictionary<string, NamedHandler<ISiteLinkStreamHandler>>(StringComparer.Ordinal);
        foreach (var registration in registrations)
        {
            var taken = registration.Call is { } call
                ? !calls.TryAdd(registration.Name, new(registration.Name, call(services)))
                : !streams.TryAdd(registration.Name, new(registration.Name, registration.Stream!(services)));
            if (taken) throw new InvalidOperationException($"two handlers of the site link are registered as '{registration.Name}': names are unique.");
        }

        _calls = calls.ToFrozenDictionary(StringComparer.Ordinal);
        _streams = streams.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The call handler of a name as it travels; null when there is none.</summary>
    public NamedHandler<ISiteLinkHandler>? FindCall(ReadOnlySpan<byte> name)
    {
        Span<char> chars = stackalloc char[HandlerName.MaxLength];
        for (var i = 0; i < name.Length; i++) chars[i] = (char)name[i];
        return _calls.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars[..name.Length], out var handler) ? handler : null;
    }

    /// <summary>The stream handler of a name; null when there is none.</summary>
    public NamedHandler<ISiteLinkStreamHandler>? FindStream(string name) => _streams.GetValueOrDefault(name);

    /// <summary>A handler and its one string of a name, so that no call makes another.</summary>
    internal sealed record NamedHandler<T>(string Name, T Handler);
}
