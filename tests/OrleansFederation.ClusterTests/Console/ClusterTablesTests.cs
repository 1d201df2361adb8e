using OrleansFederation.Cluster;

namespace OrleansFederation.Console;

/// <summary>A cluster as it is drawn.</summary>
public sealed class ClusterTablesTests
{
    private static readonly ClusterView Cluster = new(
        "orleans-federation", Samples.Now,
        [
            new SiloView
            {
                Name = "coordinator", Address = "127.0.0.1:11111", Gateway = "127.0.0.1:30000", Roles = ["coordinator"], Standing = SiloStanding.Active,
                Since = Samples.Now.AddHours(-2), Version = "1.0.0",
            },
            new SiloView
            {
                Name = "north", Address = "127.0.0.1:11112", Roles = ["site"], Sites = ["north", "east"], Standing = SiloStanding.Active,
                Since = Samples.Now.AddMinutes(-12), Version = "1.0.0", Tasks = 3,
            },
            new SiloView { Name = "south", Address = "127.0.0.1:11113", Standing = SiloStanding.Dead, Since = Samples.Now.AddSeconds(-20) },
        ],
        [new SiteView("east", 0, ["north"], 0), new SiteView("north", 1200, ["north"], 3), new SiteView("south", 800, [], null)],
        [new FederationPlace("digits", 3, 10, "alice", "coordinator", "coordinator"), new FederationPlace("hearts", 1, 5, "bob", null, null)]);

    [Theory]
    [InlineData(80, """
        cluster orleans-federation · 2 active silos · 3 sites · 2 running federations

        silo         status  roles        sites        tasks  since
        coordinator  active  coordinator  –                –  2 h ago
        north        active  site         north, east      3  12 min ago
        south        dead    –            –                –  20 s ago

        site   clients  tasks  carried by
        east         0      0  north
        north    1,200      3  north
        south      800      –  no silo: its clients cannot train

        federation  round  driven by               round run by  owner
        digits       3/10  coordinator             coordinator   alice
        hearts        1/5  no silo at this moment  –             bob
        """)]
    [InlineData(120, """
        cluster orleans-federation · 2 active silos · 3 sites · 2 running federations

        silo         status  roles        sites        tasks  since       gateway          address          version
        coordinator  active  coordinator  –                –  2 h ago     127.0.0.1:30000  127.0.0.1:11111  1.0.0
        north        active  site         north, east      3  12 min ago  –                127.0.0.1:11112  1.0.0
        south        dead    –            –                –  20 s ago    –                127.0.0.1:11113  –

        site   clients  tasks  carried by
        east         0      0  north
        north    1,200      3  north
        south      800      –  no silo: its clients cannot train

        federation  round  driven by               round run by  owner
        digits       3/10  coordinator             coordinator   alice
        hearts        1/5  no silo at this moment  –             bob
        """)]
    public void A_cluster_fits_the_width(int width, string expected) => Assert.Equal(expected, Drawing.At(width, ClusterTables.Show(Cluster)));
}
