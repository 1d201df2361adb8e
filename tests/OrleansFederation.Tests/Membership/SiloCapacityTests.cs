using OrleansFederation.Clients;
using OrleansFederation.Placement;

namespace OrleansFederation.Membership;

public sealed class SiloCapacityTests
{
    [Fact]
    public void A_silo_says_what_memory_and_cores_it_has() => Assert.Equal(
        new SiteCapacity(8L << 30, 4),
        SiloRoles.CapacityOf(new Dictionary<string, string> { [SiloRoles.MemoryKey] = "8589934592", [SiloRoles.CoresKey] = "4" }));

    [Theory]
    [InlineData(null, "4")]
    [InlineData("8589934592", null)]
    [InlineData("much", "4")]
    [InlineData("-1", "4")]
    public void What_a_silo_does_not_say_or_says_wrongly_is_unknown(string? memory, string? cores)
    {
        Dictionary<string, string> said = [];
        if (memory is not null)
        {
            said[SiloRoles.MemoryKey] = memory;
        }

        if (cores is not null)
        {
            said[SiloRoles.CoresKey] = cores;
        }

        Assert.Null(SiloRoles.CapacityOf(said));
    }
}
