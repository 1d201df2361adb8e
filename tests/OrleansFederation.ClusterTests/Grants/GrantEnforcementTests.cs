using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Naming;
using OrleansFederation.Registry;

namespace OrleansFederation.Grants;

/// <summary>One trained model for all tests of the class.</summary>
public sealed class TrainedModel : IAsyncLifetime
{
    private readonly StateDirectory _state = new();

    internal RunningSilo Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Silo = await RunningSilo.StartAsync(_state);
        await Silo.RunAsync(TinySpecs.Digits());
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        _state.Dispose();
    }
}

public sealed class GrantEnforcementTests(TrainedModel trained) : IClassFixture<TrainedModel>
{
    private static readonly float[] Input = new float[784];

    private RunningSilo Silo => trained.Silo;

    private async Task GiveAsync(string to, GrantScopes scopes, DateTimeOffset? until = null)
    {
        PrincipalContext.Current = RunningSilo.Owner;
        await Silo.Grains.GetGrain<IAccessGrantGrain>(GrainKeys.AccessGrant("tiny", to)).GiveAsync("tiny", to, scopes, until, TestContext.Current.CancellationToken);
    }

    private async Task RevokeAsync(string from)
    {
        PrincipalContext.Current = RunningSilo.Owner;
        await Silo.Grains.GetGrain<IAccessGrantGrain>(GrainKeys.AccessGrant("tiny", from)).RevokeAsync("tiny", from, TestContext.Current.CancellationToken);
    }

    private Task<Inference.InferenceResponse> InferAsync(string principal)
    {
        PrincipalContext.Current = principal;
        return Silo.Inference().InferAsync(new(null, Input), TestContext.Current.CancellationToken);
    }

    private static async Task<string> CodeAsync(Func<Task> call) => (await Assert.ThrowsAsync<FederationException>(call)).Code;

    [Fact]
    public async Task The_owner_gets_an_answer_of_the_latest_version()
    {
        var answer = await InferAsync(RunningSilo.Owner);

        Assert.Equal(2, answer.Version);
        Assert.Equal([1, 10], answer.Shape);
        Assert.Equal(10, answer.Outputs.Length);
    }

    [Fact]
    public async Task A_stranger_gets_no_answer_no_file_and_no_lineage()
    {
        Assert.Equal("FED4001", await CodeAsync(() => InferAsync("stranger")));
        PrincipalContext.Current = "stranger";
        Assert.Equal("FED4001", await CodeAsync(() => Silo.Grains.GetGrain<IModelVersionGrain>(GrainKeys.ModelVersion("tiny", 1)).ReadAsync(ArtifactKind.Onnx, 0, 16, TestContext.Current.CancellationToken)));
        Assert.Equal("FED4001", await CodeAsync(() => Silo.Model().GetLineageAsync(1, TestContext.Current.CancellationToken)));
        Assert.Equal("FED4001", await CodeAsync(() => Silo.Model().GetAsync(TestContext.Current.CancellationToken)));
        Assert.Equal("FED4001", await CodeAsync(() => Silo.Model().SetAliasAsync("mine", 1, TestContext.Current.CancellationToken)));
        Assert.Empty(await Silo.Catalog.ListModelsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_caller_without_a_name_gets_nothing()
    {
        PrincipalContext.Current = null;

        Assert.Equal("FED4001", await CodeAsync(() => Silo.Inference().InferAsync(new(null, Input), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_grant_opens_its_scope_and_revoking_closes_it_at_once()
    {
        await GiveAsync("team", GrantScopes.Infer);

        Assert.Equal(2, (await InferAsync("team")).Version);
        PrincipalContext.Current = "team";
        Assert.Equal("FED4001", await CodeAsync(() => Silo.Model().GetLineageAsync(1, TestContext.Current.CancellationToken)));
        await RevokeAsync("team");
        Assert.Equal("FED4001", await CodeAsync(() => InferAsync("team")));
    }

    [Fact]
    public async Task Only_who_manages_a_model_gives_grants()
    {
        PrincipalContext.Current = "thief";

        Assert.Equal("FED4001", await CodeAsync(() => Silo.Grains.GetGrain<IAccessGrantGrain>(GrainKeys.AccessGrant("tiny", "thief"))
            .GiveAsync("tiny", "thief", GrantScopes.All, null, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_manager_gives_grants_to_others()
    {
        await GiveAsync("manager", GrantScopes.Manage);

        PrincipalContext.Current = "manager";
        await Silo.Grains.GetGrain<IAccessGrantGrain>(GrainKeys.AccessGrant("tiny", "friend")).GiveAsync("tiny", "friend", GrantScopes.Infer, null, TestContext.Current.CancellationToken);

        Assert.Equal(2, (await InferAsync("friend")).Version);
    }

    [Fact]
    public async Task A_public_model_answers_everybody_until_it_is_private_again()
    {
        PrincipalContext.Current = RunningSilo.Owner;
        await Silo.Model().SetPublicAsync(true, TestContext.Current.CancellationToken);
        Assert.Equal(2, (await InferAsync("anyone")).Version);

        PrincipalContext.Current = RunningSilo.Owner;
        await Silo.Model().SetPublicAsync(false, TestContext.Current.CancellationToken);

        Assert.Equal("FED4001", await CodeAsync(() => InferAsync("anyone")));
    }

    [Fact]
    public async Task An_alias_is_a_reference_with_a_history()
    {
        PrincipalContext.Current = RunningSilo.Owner;
        await Silo.Model().SetAliasAsync("prod", 1, TestContext.Current.CancellationToken);
        await Silo.Model().SetAliasAsync("prod", 2, TestContext.Current.CancellationToken);
        await Silo.Model().SetAliasAsync("prod", 1, TestContext.Current.CancellationToken);

        var answer = await Silo.Inference().InferAsync(new("prod", Input), TestContext.Current.CancellationToken);

        Assert.Equal(1, answer.Version);
        Assert.Equal([1, 2, 1], (await Silo.Model().GetAliasHistoryAsync(TestContext.Current.CancellationToken)).Select(change => change.Version));
    }

    [Theory]
    [InlineData("nothing", "FED5002")]
    [InlineData("v99", "FED5002")]
    public async Task A_reference_that_means_nothing_is_refused(string reference, string code)
    {
        PrincipalContext.Current = RunningSilo.Owner;

        Assert.Equal(code, await CodeAsync(() => Silo.Inference().InferAsync(new(reference, Input), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task An_input_of_another_size_is_refused()
    {
        PrincipalContext.Current = RunningSilo.Owner;

        Assert.Equal("FED6001", await CodeAsync(() => Silo.Inference().InferAsync(new(null, new float[783]), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Somebody_else_may_not_take_a_federation_over()
    {
        PrincipalContext.Current = "thief";

        Assert.Equal("FED4001", await CodeAsync(() => Silo.Federation().StartAsync(TinySpecs.Digits(), TestContext.Current.CancellationToken)));
        Assert.Equal("FED4001", await CodeAsync(() => Silo.Federation().StopAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Somebody_else_may_not_train_into_the_model_without_the_scope()
    {
        PrincipalContext.Current = "thief";
        var spec = TinySpecs.Digits("other").Replace("\"model\": {", "\"model\": { \"name\": \"tiny\",", StringComparison.Ordinal);

        var result = await Silo.Federation("other").StartAsync(spec, TestContext.Current.CancellationToken);

        Assert.Equal("FED4001", Assert.Single(result.Problems).Code);
    }
}
