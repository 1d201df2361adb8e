using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Serialization.Invocation;

namespace OrleansFederation.Identity;

/// <summary>Knows what each method states about callers from outside.</summary>
internal sealed class OutsideCalls
{
    private readonly ConcurrentDictionary<MethodInfo, OutsideCall> _known = new();

    /// <summary>Gives what a request's method states.</summary>
    /// <returns>The statement; its attribute is null where the method is closed.</returns>
    public OutsideCall Of(IInvokable request) => request.GetMethod() is { } method
        ? _known.GetOrAdd(method, static method => new(NameOf(method), method.GetCustomAttribute<OutsideAttribute>(inherit: false)))
        : new($"{request.GetInterfaceName()}/{request.GetMethodName()}", null);

    private static string NameOf(MethodInfo method) => $"{AliasOf(method.DeclaringType!) ?? method.DeclaringType!.Name}/{AliasOf(method) ?? method.Name}";

    private static string? AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;
}

/// <summary>What a method states.</summary>
/// <param name="Name">Its name as it is recorded: the aliases of interface and method.</param>
/// <param name="Outside">The statement; null where the method is closed.</param>
internal sealed record OutsideCall(string Name, OutsideAttribute? Outside);
