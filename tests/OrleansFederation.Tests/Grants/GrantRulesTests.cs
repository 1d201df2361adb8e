using OrleansFederation.Registry;

namespace OrleansFederation.Grants;

public sealed class GrantRulesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);
    private static readonly ModelAccess Private = new("owner", false);

    private static GrantView Grant(GrantScopes scopes, DateTimeOffset? until = null) => new("m", "p", scopes, until, "owner", Now);

    [Fact]
    public void The_owner_may_do_everything() => Assert.True(GrantRules.Allows("owner", Private, null, GrantScopes.All, Now));

    [Fact]
    public void Nobody_else_may_do_anything_without_a_grant() => Assert.False(GrantRules.Allows("p", Private, null, GrantScopes.Infer, Now));

    [Theory]
    [InlineData(GrantScopes.Infer, true)]
    [InlineData(GrantScopes.Download, false)]
    [InlineData(GrantScopes.Infer | GrantScopes.Download, false)]
    public void A_grant_allows_its_scopes_and_no_others(GrantScopes wanted, bool allowed) =>
        Assert.Equal(allowed, GrantRules.Allows("p", Private, Grant(GrantScopes.Infer), wanted, Now));

    [Fact]
    public void A_grant_ends_at_its_time_to_the_tick()
    {
        Assert.True(GrantRules.Allows("p", Private, Grant(GrantScopes.Infer, Now.AddTicks(1)), GrantScopes.Infer, Now));
        Assert.False(GrantRules.Allows("p", Private, Grant(GrantScopes.Infer, Now), GrantScopes.Infer, Now));
    }

    [Theory]
    [InlineData(GrantScopes.Infer, true)]
    [InlineData(GrantScopes.Lineage, true)]
    [InlineData(GrantScopes.Download, true)]
    [InlineData(GrantScopes.Train, false)]
    [InlineData(GrantScopes.Manage, false)]
    public void The_public_flag_opens_reading_only(GrantScopes wanted, bool allowed) =>
        Assert.Equal(allowed, GrantRules.Allows("p", new("owner", true), null, wanted, Now));

    [Fact]
    public void Wanting_nothing_is_not_a_way_in() => Assert.False(GrantRules.Allows("p", Private, Grant(GrantScopes.All), GrantScopes.None, Now));
}
