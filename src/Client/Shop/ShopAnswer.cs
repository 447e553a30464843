namespace ActiveActive.Client.Shop;

/// <summary>The answer to a call.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Value">What was asked for.</param>
/// <param name="Served">Who answered.</param>
/// <param name="Created">True when the call made something new, false when it repeated what was done already or made nothing.</param>
public sealed record ShopAnswer<T>(T Value, ServedBy Served, bool Created);
