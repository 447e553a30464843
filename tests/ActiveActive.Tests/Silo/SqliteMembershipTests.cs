using ActiveActive.Silo;
using Microsoft.Data.Sqlite;

namespace ActiveActive.Tests.Silo;

public sealed class SqliteMembershipTests : MembershipConformance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aa-membership-").FullName;

    protected override (string Invariant, string ConnectionString) Database =>
        (MembershipDialect.Sqlite, $"Data Source={Path.Combine(_folder, "site", "membership.db")}");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
