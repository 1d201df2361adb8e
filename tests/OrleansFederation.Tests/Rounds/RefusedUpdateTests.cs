using OrleansFederation.Errors;

namespace OrleansFederation.Rounds;

/// <summary>A refusal is about the client that it names, and a site speaks for its own clients alone.</summary>
public sealed class RefusedUpdateTests
{
    private static readonly string[] Own = ["north.0", "north.01"];

    [Theory]
    [InlineData("the update of client north.0", "north.0", false)]
    [InlineData("the update of client north.01", "north.01", false)]
    [InlineData("the update of client south.0", null, true)]
    [InlineData("the update of client ", null, true)]
    [InlineData("client north.0", null, false)]
    [InlineData("site north", null, false)]
    public void The_place_says_whose_update_it_is(string place, string? client, bool isElsewhere)
    {
        var fault = FederationErrors.UpdateMismatch.Exception(place, "it is of another layout than the model's");

        Assert.Equal(client, RefusedUpdate.ClientOf(fault, Own));
        Assert.Equal(isElsewhere, RefusedUpdate.IsElsewhere(fault, Own));
    }
}
