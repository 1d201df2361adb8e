using OrleansFederation.Calls;
using OrleansFederation.Catalog;
using OrleansFederation.Clients;
using OrleansFederation.Connections;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Grants;
using OrleansFederation.Inference;
using OrleansFederation.Naming;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;

namespace OrleansFederation;

/// <summary>
/// What a program does with a federation: train, look, grant, ask. Every call is made in the name of one principal. Calls that may be
/// repeated are made again, over other gateways where one is lost, for up to 45 s when the cluster does not answer; then they end with FED2008. Refusals arrive as
/// <see cref="FederationException"/> with the codes that each member names, and are never retried.
/// </summary>
/// <param name="grains">The way to the cluster: of a cluster client, or of an embedded silo.</param>
/// <param name="principal">In whose name calls are made; null makes them in nobody's name, which sees only what is public.</param>
/// <param name="clock">The clock that spaces repeated calls; null takes the system's.</param>
/// <param name="token">The token that a cluster verifies, where the connection has none of its own; calls are then made in the name that it gives.</param>
public sealed partial class FederationClient(IGrainFactory grains, string? principal, TimeProvider? clock = null, string? token = null)
{
    /// <summary>How long calls may take that do more than look something up.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly GrainCaller _calls = new(principal, clock ?? TimeProvider.System, token is null ? null : new InProcessPath(token));

    /// <summary>Speaks to a cluster over a connection, with its credentials, and repeats calls when the connection loses a gateway.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="principal">In whose name calls are made, where the connection has no token that says so.</param>
    /// <param name="clock">The clock that spaces repeated calls; null takes the system's.</param>
    public FederationClient(ClusterConnection connection, string? principal, TimeProvider? clock = null)
        : this(ConnectionOf(connection).Grains, principal, clock) =>
        _calls = new(principal, clock ?? TimeProvider.System, connection.Path);

    /// <summary>In whose name calls are made.</summary>
    public string? Principal => principal;

    /// <summary>Creates a federation, resumes it where it was, or answers with its finished result.</summary>
    /// <param name="specJson">The spec as JSON; of a YAML file, what the spec reader made of it.</param>
    /// <param name="cancellationToken">Cancels the call, not the federation.</param>
    /// <returns>The federation, or every problem of the spec with spec paths as places.</returns>
    /// <exception cref="FederationException">FED2008.</exception>
    public Task<StartResult> StartAsync(string specJson, CancellationToken cancellationToken = default)
    {
        var name = SpecName.Of(specJson);
        return _calls.RepeatableAsync($"federation {name}", ct => Federation(name).StartAsync(specJson, ct), cancellationToken, Long);
    }

    /// <summary>Gives a federation as it is now.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED3006, FED2008.</exception>
    public async Task<FederationView> GetFederationAsync(string federation, CancellationToken cancellationToken = default) =>
        await FindFederationAsync(federation, cancellationToken)
        ?? throw FederationErrors.FederationNotFound.Exception($"federation {federation}", "there is none of this name");

    /// <summary>Gives a federation as it is now, or null where there is none of this name.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED2008.</exception>
    public Task<FederationView?> FindFederationAsync(string federation, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync($"federation {federation}", _ => Federation(federation).GetAsync(), cancellationToken);

    /// <summary>Stops a federation: the round in progress is cancelled, committed rounds stay. Starting it again continues.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED3006, FED2008.</exception>
    public async Task<FederationView> StopAsync(string federation, CancellationToken cancellationToken = default) =>
        await _calls.RepeatableAsync($"federation {federation}", ct => Federation(federation).StopAsync(ct), cancellationToken, Long)
        ?? throw FederationErrors.FederationNotFound.Exception($"federation {federation}", "there is none of this name");

    /// <summary>Lets a client that a federation does not select, since it was flagged too often, be selected again from the next round on.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="client">The client's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED3006, FED3075, FED4001, FED2008.</exception>
    public async Task<FederationView> ReleaseAsync(string federation, string client, CancellationToken cancellationToken = default) =>
        await _calls.OnceAsync($"federation {federation}", ct => Federation(federation).ReleaseAsync(client, ct), cancellationToken)
        ?? throw FederationErrors.FederationNotFound.Exception($"federation {federation}", "there is none of this name");

    /// <summary>Lists federations by name.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED2008.</exception>
    public Task<IReadOnlyList<FederationView>> ListFederationsAsync(CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync("catalog", Catalog.ListFederationsAsync, cancellationToken);

    /// <summary>Lists the rounds of a federation by number.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED2008.</exception>
    public Task<IReadOnlyList<RoundReport>> ListRoundsAsync(string federation, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync($"federation {federation}", ct => Catalog.ListRoundsAsync(federation, ct), cancellationToken);

    /// <summary>Gives one round's figures so far.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number, from 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED3007, FED2008.</exception>
    public async Task<RoundReport> GetRoundAsync(string federation, int number, CancellationToken cancellationToken = default) =>
        await FindRoundAsync(federation, number, cancellationToken)
        ?? throw FederationErrors.RoundNotFound.Exception($"round {number} of {federation}", "it was never opened");

    /// <summary>Lists clients by id.</summary>
    /// <param name="federation">The federation whose clients to list, or null for all.</param>
    /// <param name="limit">The most to list, 1 to 10,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED2008.</exception>
    public Task<IReadOnlyList<ClientView>> ListClientsAsync(
        string? federation = null, int limit = 1000, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync("catalog", ct => Catalog.ListClientsAsync(federation, limit, ct), cancellationToken);

    /// <summary>Gives a client as it is now.</summary>
    /// <param name="client">The client's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED3011, FED2008.</exception>
    public async Task<ClientView> GetClientAsync(string client, CancellationToken cancellationToken = default) =>
        await _calls.RepeatableAsync(
            $"client {client}", _ => grains.GetGrain<IClientGrain>(GrainKeys.Client(client)).GetAsync(), cancellationToken)
        ?? throw FederationErrors.ClientNotFound.Exception($"client {client}", "no client of this id is enrolled");

    /// <summary>Lists the models that the principal may know of, by name.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED2008.</exception>
    public Task<IReadOnlyList<ModelView>> ListModelsAsync(CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync("catalog", Catalog.ListModelsAsync, cancellationToken);

    /// <summary>Gives a model.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED5001, FED2008.</exception>
    public Task<ModelView> GetModelAsync(string model, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync($"model {model}", Model(model).GetAsync, cancellationToken);

    /// <summary>Lists the latest versions of a model, newest first.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="limit">The most to list, 1 to 10,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED5001, FED4001, FED2008.</exception>
    public Task<IReadOnlyList<VersionView>> ListVersionsAsync(string model, int limit = 20, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync($"model {model}", ct => Model(model).ListVersionsAsync(limit, ct), cancellationToken);

    /// <summary>Finds the version that a reference means.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="reference">A number, <c>vN</c>, an alias, or null for the latest.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED5001, FED5002, FED2008.</exception>
    public Task<int> ResolveAsync(string model, string? reference, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync($"model {model}", ct => Model(model).ResolveAsync(reference, ct), cancellationToken);

    /// <summary>Gives a version: what it is and where it comes from.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's number, from 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED5001, FED5002, FED4001, FED2008.</exception>
    public Task<VersionView> GetVersionAsync(string model, int version, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync($"{model} v{version}", Version(model, version).GetAsync, cancellationToken);

    /// <summary>Answers where a version comes from and what came of it.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's number, from 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED5001, FED5002, FED4001, FED2008.</exception>
    public Task<Lineage> GetLineageAsync(string model, int version, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync($"{model} v{version}", ct => Model(model).GetLineageAsync(version, ct), cancellationToken);

    /// <summary>Points an alias at a version, or removes it. Not repeated by itself, since each call may leave an entry in the history.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="version">The version; null removes the alias.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED5001, FED5002, FED4001, FED1010, FED2008.</exception>
    public Task<ModelView> SetAliasAsync(string model, string alias, int? version, CancellationToken cancellationToken = default) =>
        _calls.OnceAsync($"model {model}", ct => Model(model).SetAliasAsync(alias, version, ct), cancellationToken);

    /// <summary>Lists every change of a model's aliases, oldest first.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED5001, FED4001, FED2008.</exception>
    public Task<IReadOnlyList<AliasChange>> GetAliasHistoryAsync(string model, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync($"model {model}", Model(model).GetAliasHistoryAsync, cancellationToken);

    /// <summary>Makes a model public, or not: whether everybody may infer, download and see lineage.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="isPublic">Whether it is public from now on.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED5001, FED4001, FED2008.</exception>
    public Task<ModelView> SetPublicAsync(string model, bool isPublic, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync($"model {model}", ct => Model(model).SetPublicAsync(isPublic, ct), cancellationToken);

    /// <summary>Lists the grants on a model.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED5001, FED4001, FED2008.</exception>
    public Task<IReadOnlyList<GrantView>> ListGrantsAsync(string model, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync($"model {model}", Model(model).ListGrantsAsync, cancellationToken);

    /// <summary>Gives a grant, replacing what its holder had on the model.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="holder">Who gets it.</param>
    /// <param name="scopes">What it allows.</param>
    /// <param name="until">When it ends; null never.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED5001, FED4001, FED2008.</exception>
    public Task<GrantView> GiveGrantAsync(
        string model, string holder, GrantScopes scopes, DateTimeOffset? until, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync($"model {model}", ct => Grant(model, holder).GiveAsync(model, holder, scopes, until, ct), cancellationToken);

    /// <summary>Revokes a grant at once. Not repeated by itself: a second call would find no grant.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="holder">Who held it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED5001, FED4001, FED4004, FED2008.</exception>
    public Task RevokeGrantAsync(string model, string holder, CancellationToken cancellationToken = default) =>
        _calls.OnceAsync(
            $"model {model}",
            async ct =>
            {
                await Grant(model, holder).RevokeAsync(model, holder, ct);
                return true;
            },
            cancellationToken);

    /// <summary>Runs a version on inputs.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="request">The inputs, and the version that is to answer.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="FederationException">FED5001, FED5002, FED5003, FED4001, FED6001, FED6003, FED2008.</exception>
    public Task<InferenceResponse> InferAsync(string model, InferenceRequest request, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync(
            $"model {model}", ct => grains.GetGrain<IInferenceGrain>(GrainKeys.Inference(model)).InferAsync(request, ct), cancellationToken, Long);

    /// <summary>Reads one example of the central test set of a federation that the principal owns.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="index">The example's index, from 0.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED3006, FED4001, FED1020 to FED1024, FED2008.</exception>
    public Task<DataExample> GetExampleAsync(string federation, int index, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync($"central test set of {federation}", ct => Federation(federation).GetExampleAsync(index, ct), cancellationToken, Long);

    /// <summary>Fetches a version's file in pieces of at most 1 MB, and verifies that its bytes are the ones the version names.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's number, from 1.</param>
    /// <param name="kind">The file.</param>
    /// <param name="destination">Where the bytes go. They are complete and right only when this returns.</param>
    /// <param name="cancellationToken">Cancels the download.</param>
    /// <returns>The file's digest and length.</returns>
    /// <exception cref="FederationException">FED5001, FED5002, FED5003, FED4001, FED2006, FED2008.</exception>
    public Task<Artifacts.ArtifactRef> DownloadAsync(
        string model, int version, ArtifactKind kind, Stream destination, CancellationToken cancellationToken = default) =>
        VersionDownload.ToStreamAsync(_calls, Version(model, version), $"{model} v{version}", kind, destination, cancellationToken);

    /// <summary>Fetches a version's file to a path: written beside it, verified, and moved into place in one step.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's number, from 1.</param>
    /// <param name="kind">The file.</param>
    /// <param name="path">The path; what is there already is replaced.</param>
    /// <param name="cancellationToken">Cancels the download, and leaves the path as it was.</param>
    /// <returns>The file's digest and length.</returns>
    /// <exception cref="FederationException">FED5001, FED5002, FED5003, FED4001, FED2004, FED2006, FED2008.</exception>
    public Task<Artifacts.ArtifactRef> DownloadAsync(
        string model, int version, ArtifactKind kind, string path, CancellationToken cancellationToken = default) =>
        VersionDownload.ToFileAsync(_calls, Version(model, version), $"{model} v{version}", kind, path, cancellationToken);

    private static ClusterConnection ConnectionOf(ClusterConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection;
    }

    private ICatalogGrain Catalog => grains.GetGrain<ICatalogGrain>(GrainKeys.Catalog);

    private IFederationGrain Federation(string name) => grains.GetGrain<IFederationGrain>(GrainKeys.Federation(name));

    private IModelGrain Model(string name) => grains.GetGrain<IModelGrain>(GrainKeys.Model(name));

    private IModelVersionGrain Version(string model, int version) =>
        grains.GetGrain<IModelVersionGrain>(GrainKeys.ModelVersion(model, version));

    private IAccessGrantGrain Grant(string model, string holder) =>
        grains.GetGrain<IAccessGrantGrain>(GrainKeys.AccessGrant(model, holder));
}
