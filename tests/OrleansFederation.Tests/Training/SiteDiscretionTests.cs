using OrleansFederation.Errors;

namespace OrleansFederation.Training;

/// <summary>What a site says of its problems.</summary>
public sealed class SiteDiscretionTests
{
    private static readonly Problem Malformed = FederationErrors.ValueMalformed.At("patients.csv, line 7, column age", "'Anna Muster' is no number");

    [Fact]
    public void A_site_tells_where_and_not_what()
    {
        var told = new SiteDiscretion(keeps: true).Told(Malformed);

        Assert.Equal((Malformed.Code, Malformed.Place, Malformed.Remedy), (told.Code, told.Place, told.Remedy));
        Assert.DoesNotContain("Muster", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_plugin_said_stays_at_the_site()
    {
        var failed = FederationErrors.PluginFailed.At("the plugin blobs", "it threw InvalidOperationException: Anna Muster has cholesterol 289");
        var ended = FederationErrors.IsolatedCrash.At("site north, plugin blobs", "it ended with exit code 1 after 2 s, and said last: Anna Muster");

        var told = new SiteDiscretion(keeps: true).Told(failed);

        Assert.Equal((failed.Code, failed.Place, failed.Remedy), (told.Code, told.Place, told.Remedy));
        Assert.DoesNotContain("Muster", told.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Muster", new SiteDiscretion(keeps: true).Told(ended).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_quotes_nothing_and_what_leaves_nowhere_is_told_whole()
    {
        var missing = FederationErrors.DataNotFound.At("/data/patients.csv", "there is no such file");

        Assert.Equal(missing, new SiteDiscretion(keeps: true).Told(missing));
        Assert.Equal(Malformed, new SiteDiscretion(keeps: false).Told(Malformed));
    }
}
