using System.Reflection;
using OrleansFederation.Errors;

namespace OrleansFederation.Structure;

/// <summary>What goes over the wire is named and numbered, so that versions of the platform can talk to one another.</summary>
public sealed class ContractTests
{
    private static readonly Assembly Abstractions = typeof(FederationErrors).Assembly;

    private static readonly Type[] GrainInterfaces =
        [.. PlatformAssemblies.All.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type))];

    private static readonly Type[] Messages =
        [.. PlatformAssemblies.All.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))];

    [Fact]
    public void Grain_interfaces_live_in_Abstractions()
    {
        Assert.NotEmpty(GrainInterfaces);
        Assert.All(GrainInterfaces, type => Assert.Equal(Abstractions, type.Assembly));
    }

    [Fact]
    public void Grain_interfaces_and_their_methods_have_aliases()
    {
        var unnamed = GrainInterfaces.Where(type => Alias(type) is null).Select(type => type.Name)
            .Concat(GrainInterfaces.SelectMany(type => type.GetMethods()).Where(method => Alias(method) is null).Select(method => $"{method.DeclaringType!.Name}.{method.Name}"));

        Assert.Empty(unnamed);
    }

    [Fact]
    public void Messages_are_sealed_and_have_aliases()
    {
        Assert.NotEmpty(Messages);
        Assert.Empty(Messages.Where(type => !type.IsSealed || Alias(type) is null).Select(type => type.FullName));
    }

    [Fact]
    public void Every_stored_member_of_a_message_has_an_id()
    {
        // A member without one is dropped on the wire without a word.
        var dropped =
            from type in Messages
            where !type.IsEnum
            from field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            let member = (MemberInfo?)Property(type, field) ?? field
            where !member.IsDefined(typeof(IdAttribute), inherit: false)
            select $"{type.Name}.{member.Name}";

        Assert.Empty(dropped);
    }

    [Fact]
    public void Ids_are_unique_within_a_message()
    {
        var repeated =
            from type in Messages
            from id in type.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Select(member => member.GetCustomAttribute<IdAttribute>()).OfType<IdAttribute>().GroupBy(id => id.Id)
            where id.Count() > 1
            select $"{type.Name}: {id.Key}";

        Assert.Empty(repeated);
    }

    [Fact]
    public void Aliases_are_unique() =>
        Assert.Distinct(GrainInterfaces.Concat(Messages).Select(Alias).OfType<string>());

    [Fact]
    public void Serialised_types_stand_only_where_this_test_sees_them()
    {
        string[] projects = ["Abstractions", "Learning", "Grains"];
        var elsewhere = SourceTree.Projects.Except(projects)
            .SelectMany(project => SourceTree.Sources($"src/OrleansFederation.{project}"))
            .Where(file => SourceTree.Read(file).Contains("[GenerateSerializer", StringComparison.Ordinal));

        Assert.Empty(elsewhere);
    }

    private static PropertyInfo? Property(Type type, FieldInfo backing) =>
        backing.Name is ['<', .. var name] && name.IndexOf('>', StringComparison.Ordinal) is > 0 and var end
            ? type.GetProperty(name[..end], BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            : null;

    private static string? Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;
}
