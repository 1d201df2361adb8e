using Spectre.Console;

namespace OrleansFederation.Output;

/// <summary>The few styles in use. Colour repeats what the words say and never says anything alone.</summary>
internal static class Palette
{
    public static readonly Style Plain = Style.Plain;
    public static readonly Style Strong = new(decoration: Decoration.Bold);
    public static readonly Style Quiet = new(Color.Grey);
    public static readonly Style Good = new(Color.Green);
    public static readonly Style Warning = new(Color.Yellow);
    public static readonly Style Bad = new(Color.Red);
    public static readonly Style Accent = new(Color.Aqua);
}
