using System.Net;
using OrleansFederation.Fixtures;
using OrleansFederation.Identity;

namespace OrleansFederation.Dashboard;

/// <summary>The dashboard shows the state of grains: whoever has no credential sees none of its routes.</summary>
public sealed class DashboardAccessTests(PostgresServer postgres)
{
    private static readonly string[] Routes =
    [
        "", "/", "/index.html", "/favicon.ico", "/index.min.js", "/index.css", "/fonts/any.woff", "/img/any.png", "/version", "/DashboardCounters", "/ClusterStats",
        "/Reminders", "/Reminders/1", "/HistoricalStats/any", "/SiloProperties/any", "/SiloStats/any", "/SiloCounters/any", "/GrainStats/any", "/TopGrainMethods",
        "/GrainState?grainId=federation/tiny&grainType=of.federation", "/GrainTypes", "/Trace",
    ];

    [Fact]
    public async Task Every_route_of_the_dashboard_is_closed_without_a_credential()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        List<string> open = [];
        foreach (var route in Routes)
        {
            using var response = await http.GetAsync(new Uri(coordinator.Http, "/orleans" + route), TestContext.Current.CancellationToken);
            if (response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden))
            {
                open.Add($"{route}: {response.StatusCode}");
            }
        }

        Assert.Empty(open);
    }

    [Fact]
    public async Task A_silo_of_a_site_has_no_dashboard()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        await cluster.StartCoordinatorAsync("coordinator");
        var site = await cluster.StartSiteAsync("north", "north");
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", cluster.Token("owner")) } };

        using var response = await http.GetAsync(new Uri(site.Http, "/orleans/index.html"), TestContext.Current.CancellationToken);

        Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.NotFound, HttpStatusCode.Unauthorized]);
    }

    [Theory]
    [InlineData(Roles.Operator, HttpStatusCode.OK)]
    [InlineData(Roles.Consumer, HttpStatusCode.Forbidden)]
    public async Task The_dashboard_opens_to_operators_and_to_nobody_else(Roles roles, HttpStatusCode expected)
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator");
        await cluster.StartSiteAsync("north", "north");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", cluster.Token("somebody", roles));

        Dictionary<string, HttpStatusCode> statuses = [];
        foreach (var route in (string[])["/index.html", "/DashboardCounters", "/ClusterStats", "/TopGrainMethods"])
        {
            using var response = await http.GetAsync(new Uri(coordinator.Http, "/orleans" + route), TestContext.Current.CancellationToken);
            statuses[route] = response.StatusCode;
        }

        Assert.All(statuses, status => Assert.Equal(expected, status.Value));
    }
}
