using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansFederation.Modeling;

namespace OrleansFederation.Inference;

/// <summary>Registers what runs and writes ONNX models.</summary>
public static class InferenceServices
{
    /// <summary>Adds <see cref="IModelRunner"/> and <see cref="IModelExporter"/>. An <see cref="Artifacts.IArtifactStore"/> must be registered as well.</summary>
    /// <param name="services">The silo's services.</param>
    public static IServiceCollection AddInference(this IServiceCollection services)
    {
        services.AddOptions<InferenceOptions>().BindConfiguration(InferenceOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<InferenceOptions>, InferenceOptionsValidator>());
        services.TryAddSingleton<IModelExporter, OnnxExporter>();
        services.TryAddSingleton<IModelRunner, OnnxModelRunner>();
        return services;
    }
}
