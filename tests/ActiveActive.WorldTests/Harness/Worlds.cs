using ActiveActive.LocalWorld.Launch;
using Xunit.Sdk;
using Xunit.v3;

// Worlds of many processes, measured while they recover: two at a time would measure each other.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace ActiveActive.WorldTests.Harness;

/// <summary>World of Garnet and SQLite.</summary>
public sealed class EmbeddedWorld() : WorldFixture(WorldOptions.Embedded);

/// <summary>World of redis-server and PostgreSQL.</summary>
public sealed class ServicesWorld() : WorldFixture(WorldOptions.Services);

/// <summary>Tests that share <see cref="EmbeddedWorld"/>.</summary>
[CollectionDefinition(Name)]
public sealed class EmbeddedWorldTests : ICollectionFixture<EmbeddedWorld>
{
    public const string Name = "a world of profile embedded";
}

/// <summary>Tests that share <see cref="ServicesWorld"/>.</summary>
[CollectionDefinition(Name)]
public sealed class ServicesWorldTests : ICollectionFixture<ServicesWorld>
{
    public const string Name = "a world of profile services";
}
