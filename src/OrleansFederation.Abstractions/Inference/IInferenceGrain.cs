using OrleansFederation.Grants;
using OrleansFederation.Identity;

namespace OrleansFederation.Inference;

/// <summary>Answers from a model; stateless. Key: <c>inference/{model}</c>.</summary>
[Alias("of.inference")]
public interface IInferenceGrain : IGrainWithStringKey
{
    /// <summary>Runs a version on inputs; needs the scope infer, checked on every call.</summary>
    /// <param name="request">The inputs.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="Errors.FederationException">FED5001, FED5002, FED5003, FED4001, FED6001, FED6003.</exception>
    [Alias("infer"), Outside(Roles.Operator | Roles.Consumer, Grant = GrantScopes.Infer)]
    Task<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken = default);
}
