using System.Collections.Immutable;
using System.Net;

namespace OrleansFederation.Membership;

public sealed class MembershipChangesTests
{
    [Theory]
    [InlineData(SiloStatus.Active, SiloStatus.ShuttingDown, true)]
    [InlineData(SiloStatus.Active, SiloStatus.Dead, true)]
    [InlineData(SiloStatus.ShuttingDown, SiloStatus.Dead, true)]
    [InlineData(SiloStatus.Joining, SiloStatus.Active, false)]
    [InlineData(SiloStatus.Active, SiloStatus.Active, false)]
    [InlineData(SiloStatus.Dead, SiloStatus.Dead, false)]
    public void A_silo_leaves_with_each_step_towards_its_end(SiloStatus before, SiloStatus now, bool leaves)
    {
        var leaving = MembershipChanges.Leaving(View(1, before), View(2, now));

        Assert.Equal(leaves, leaving.Count == 1);
    }

    [Fact]
    public void A_silo_that_is_not_listed_any_more_has_left_unless_it_was_dead_before()
    {
        var empty = new ClusterMembershipSnapshot(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new(2));

        Assert.Single(MembershipChanges.Leaving(View(1, SiloStatus.Active), empty));
        Assert.Empty(MembershipChanges.Leaving(View(1, SiloStatus.Dead), empty));
    }

    private static ClusterMembershipSnapshot View(long version, SiloStatus status)
    {
        var address = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11111), 1);
        return new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty.Add(address, new ClusterMember(address, status, "one")), new(version));
    }
}
