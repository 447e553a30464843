namespace ActiveActive.Gateway.Admin.Audit;

/// <summary>Body of <c>GET /admin/audit</c>.</summary>
/// <param name="Items">The last entries, newest first.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Items);
