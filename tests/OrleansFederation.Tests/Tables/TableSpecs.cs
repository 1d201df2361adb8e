using System.Globalization;
using OrleansFederation.Data;
using OrleansFederation.Federations;

namespace OrleansFederation.Tables;

/// <summary>Specs over files of a test's own, and reading what they give.</summary>
internal static class TableSpecs
{
    /// <summary>Columns a, b and the class y of a table.</summary>
    public const string Columns = """[{ "a": "number" }, { "b": { "category": ["no", "yes"] } }]""";

    /// <summary>A spec of one simulated client over the data; a linear model of so many inputs.</summary>
    public static FederationSpec Of(string data, int inputs = 2, string clients = """{ "simulate": 1 }""", string? shape = null) => SpecReader.Read($$"""
        {
          "federation": "own", "seed": 3,
          "model": { "input": {{shape ?? $"[{inputs.ToString(CultureInfo.InvariantCulture)}]"}}, "layers": {{(shape is null ? """[{ "linear": 2 }]""" : """["flatten", { "linear": 2 }]""")}}, "loss": "crossEntropy" },
          "data": {{data}}, "clients": {{clients}}, "rounds": 1
        }
        """).OrThrow().Spec;

    /// <summary>The data section of a CSV file.</summary>
    public static string Csv(string path, string columns = Columns, string target = """{ "column": "y", "classes": { "n": 0, "p": 1 } }""", string split = """{ "train": 1 }""", string more = "") =>
        $$"""{ "format": "csv", "path": "{{path}}", "columns": {{columns}}, "target": {{target}}, "split": {{split}}{{more}} }""";

    /// <summary>All inputs of a set, row by row.</summary>
    public static float[] Inputs(IDataSet set)
    {
        var inputs = new float[set.Count * set.InputShape.Aggregate(1, (product, size) => product * size)];
        set.ReadInputs([.. Enumerable.Range(0, set.Count)], inputs);
        return inputs;
    }

    /// <summary>All targets of a set.</summary>
    public static float[] Targets(IDataSet set)
    {
        var targets = new float[set.Count];
        set.ReadTargets([.. Enumerable.Range(0, set.Count)], targets);
        return targets;
    }
}
