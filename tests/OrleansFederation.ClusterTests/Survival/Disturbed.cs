namespace OrleansFederation.Survival;

/// <summary>The tests that disturb one cluster, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class Disturbed : ICollectionFixture<SurvivalCluster>, ICollectionFixture<SurvivalReference>
{
    public const string Name = "Survival";
}
