using ActiveActive.Silo;
using Npgsql;

namespace ActiveActive.Tests.Silo;

public sealed class PostgreSqlMembershipTests(PrivatePostgreSql server) : MembershipConformance, IClassFixture<PrivatePostgreSql>, IAsyncLifetime
{
    private string _connectionString = "";

    protected override (string Invariant, string ConnectionString) Database => (MembershipDialect.PostgreSql, _connectionString);

    public async ValueTask InitializeAsync() => _connectionString = await server.NewDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return ValueTask.CompletedTask;
    }
}
