namespace ActiveActive.Benchmarks.Method;

/// <summary>One of the things compared. <paramref name="Operation"/> does one operation; it is called by several callers at once.</summary>
internal sealed record Variant(string Name, Func<Task> Operation);
