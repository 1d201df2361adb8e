using System.Reflection;

namespace OrleansFederation.Structure;

/// <summary>What one project shows the others.</summary>
public sealed class PublicSurfaceTests
{
    [Fact]
    public void Only_Training_knows_TorchSharp()
    {
        var knowing = PlatformAssemblies.All.Where(References("TorchSharp")).Select(assembly => assembly.GetName().Name);

        Assert.All(knowing, name => Assert.Equal("OrleansFederation.Training", name));
    }

    [Fact]
    public void Only_Inference_knows_ONNX_Runtime()
    {
        var knowing = PlatformAssemblies.All.Where(References("Microsoft.ML.OnnxRuntime")).Select(assembly => assembly.GetName().Name);

        Assert.All(knowing, name => Assert.Equal("OrleansFederation.Inference", name));
    }

    [Fact]
    public void No_public_type_shows_types_of_TorchSharp()
    {
        var leaks =
            from assembly in PlatformAssemblies.All
            from type in assembly.GetExportedTypes()
                // What people's own losses and models are written against is made of tensors; these are the exceptions.
            where type.FullName is not ("OrleansFederation.Plugins.ILossPlugin" or "OrleansFederation.Plugins.IModelPlugin")
            from shown in Shown(type)
            where Parts(shown).Any(part => part.Assembly.GetName().Name == "TorchSharp")
            select $"{type.FullName} shows {shown}";

        Assert.Empty(leaks);
    }

    [Fact]
    public void Grains_shows_only_what_registers_and_configures_it()
    {
        var shown = PlatformAssemblies.All.Single(assembly => assembly.GetName().Name == "OrleansFederation.Grains").GetExportedTypes()
            .Where(type => !type.FullName!.StartsWith("OrleansCodeGen.", StringComparison.Ordinal))
            .Select(type => type.Name)
            .Where(name => !name.EndsWith("Services", StringComparison.Ordinal) && !name.EndsWith("Options", StringComparison.Ordinal));

        Assert.Empty(shown);
    }

    private static Func<Assembly, bool> References(string name) =>
        assembly => assembly.GetReferencedAssemblies().Any(reference => reference.Name == name);

    /// <summary>Every type in the signatures of a type's public and protected members.</summary>
    private static IEnumerable<Type> Shown(Type type)
    {
        const BindingFlags Members = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var methods = type.GetMembers(Members).OfType<MethodBase>().Where(method => method.IsPublic || method.IsFamily);
        return
        [
            .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes,
            .. type.GetInterfaces(),
            .. type.GetFields(Members).Where(field => field.IsPublic || field.IsFamily).Select(field => field.FieldType),
            .. methods.SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType),
            .. methods.OfType<MethodInfo>().Select(method => method.ReturnType),
        ];
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) : [type, .. type.GetGenericArguments().SelectMany(Parts)];
}
