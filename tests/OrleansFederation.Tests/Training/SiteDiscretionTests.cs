using OrleansFederation.Errors;
using Xunit;

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
    public void What_quotes_nothing_and_what_leaves_nowhere_is_told_whole()
    {
        var missing = FederationErrors.DataNotFound.At("/data/patients.csv", "there is no such file");

        Assert.Equal(missing, new SiteDiscretion(keeps: true).Told(missing));
        Assert.Equal(Malformed, new SiteDiscretion(keeps: false).Told(Malformed));
    }
}
