namespace OrleansFederation.Evaluation;

/// <summary>Student's t for intervals of 95 %.</summary>
internal static class StudentT
{
    private static readonly double[] Table =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>Gives the quantile of 97.5 %. Beyond 30 degrees of freedom the first term of the expansion in 1/k is exact to three digits.</summary>
    /// <param name="freedom">The degrees of freedom, 1 or more.</param>
    public static double Of(int freedom) =>
        freedom <= Table.Length ? Table[freedom - 1] : WilsonInterval.Z + (Math.Pow(WilsonInterval.Z, 3) + WilsonInterval.Z) / (4 * freedom);
}
