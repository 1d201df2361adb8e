using Microsoft.Extensions.Options;

namespace OrleansFederation.Inference;

/// <summary>Checks <see cref="InferenceOptions"/> by its annotations and reports all failures at once.</summary>
[OptionsValidator]
internal sealed partial class InferenceOptionsValidator : IValidateOptions<InferenceOptions>;
