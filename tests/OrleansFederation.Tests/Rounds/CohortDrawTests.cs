using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Runtime.MembershipService.SiloMetadata;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Modeling;
using OrleansFederation.Placement;

namespace OrleansFederation.Rounds;

public sealed class CohortDrawTests
{
    private static readonly SiloAddress Self = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11111), 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public async Task A_cohort_that_is_drawn_while_a_site_is_away_has_somebody_from_quarantine_in_the_place_of_its_client(int minimum)
    {
        // Screening needs three: 0 and 1 may be selected, the site of 2 is away, and 3 is in quarantine.
        var (cohort, readmission) = await Draw(Spec(["here", "here", "away", "here"], minimum), "c.3").DrawAsync(new(), _ => Assert.Fail("nothing is missing"), Cancel);

        Assert.Equal("c.0 c.1 c.3", string.Join(' ', cohort.Select(client => client.Client)));
        Assert.Equal(["c.3"], readmission.Released.Select(client => client.Id));
        Assert.Equal("too few others may be selected: c.3 is selected though in quarantine", readmission.Reason);
    }

    [Fact]
    public async Task Nobody_is_released_where_enough_others_are_there()
    {
        var (cohort, readmission) = await Draw(Spec(["here", "here", "here", "here"], minimum: 2), "c.3").DrawAsync(new(), _ => Assert.Fail("nothing is missing"), Cancel);

        Assert.Equal("c.0 c.1 c.2", string.Join(' ', cohort.Select(client => client.Client)));
        Assert.Null(readmission.Reason);
    }

    private static CohortDraw Draw(FederationSpec spec, string quarantined)
    {
        var silo = new Builder();
        silo.UseFederationPlacement([SiloRoles.Site], ["here"]);
        using var services = silo.Services.BuildServiceProvider();
        var metadata = new SiloMetadataView(OneAnswer.Of<ISiloMetadataCache>(SiloMetadata.Empty), OneAnswer.Of<ILocalSiloDetails>(Self), services.GetRequiredService<IOptions<SiloMetadata>>());
        var snapshot = new ClusterMembershipSnapshot(ImmutableDictionary<SiloAddress, ClusterMember>.Empty.Add(Self, new(Self, SiloStatus.Active, "one")), new(1));
        return new(
            new("c", 1, new("{}", ""), new(new string('0', 64), 4), null, "owner") { Quarantined = [quarantined] },
            spec,
            OneAnswer.Of<IRoundStore>(Task.FromResult<IReadOnlyList<PastWork>>([])),
            new(OneAnswer.Of<IClusterMembershipService>(snapshot), metadata),
            TimeProvider.System);
    }

    private static FederationSpec Spec(IReadOnlyList<string> sites, int minimum) => new()
    {
        Name = "c",
        Model = new("c", [1], [], LossKind.Mse),
        Clients = new() { Simulate = sites.Count, Sites = sites },
        Rounds = 1,
        Sampling = new() { Minimum = minimum, Select = new() { Memory = 1 } },
    };

    private sealed class Builder : ISiloBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();

        public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();
    }
}
