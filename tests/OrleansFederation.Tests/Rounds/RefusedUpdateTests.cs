using OrleansFederation.Errors;

namespace OrleansFederation.Rounds;

/// <summary>A refusal is about the client or the site that it names, and a site speaks for its own clients alone.</summary>
public sealed class RefusedUpdateTests
{
    private static readonly (string Client, string Site)[] All = [("north.0", "north"), ("north.01", "north"), ("south.0", "south")];

    [Theory]
    [InlineData("the update of client north.0", "north.0", false)]
    [InlineData("the update of client north.01", "north.01", false)]
    [InlineData("the update of client south.0", "south.0", true)]
    [InlineData("the update of client ", "", true)]
    [InlineData("the answers of site north", "north.0 north.01", false)]
    [InlineData("the answers of site south", "south.0", true)]
    [InlineData("the answers of site ", "", true)]
    [InlineData("client north.0", "", false)]
    [InlineData("site north", "", false)]
    public void The_place_says_whose_updates_they_are(string place, string clients, bool isElsewhere)
    {
        var fault = FederationErrors.UpdateMismatch.Exception(place, "it is of another layout than the model's");

        Assert.Equal(clients, string.Join(' ', RefusedUpdate.Of(fault, All).Keys));
        Assert.Equal(isElsewhere, RefusedUpdate.IsElsewhere(fault, "north", ["north.0", "north.01"]));
    }

    [Fact]
    public void Of_several_problems_each_refuses_its_own_and_none_may_be_about_others()
    {
        var fault = new FederationException(FederationErrors.UpdateMismatch.At("the update of client north.0", "one"), FederationErrors.UpdateMismatch.At("the answers of site south", "two"));

        Assert.Equal([("north.0", "one"), ("south.0", "two")], RefusedUpdate.Of(fault, All).Select(refused => (refused.Key, refused.Value.Cause)));
        Assert.True(RefusedUpdate.IsElsewhere(fault, "north", ["north.0", "north.01"]));
        Assert.True(RefusedUpdate.IsElsewhere(fault, "south", ["south.0"]));
    }
}
