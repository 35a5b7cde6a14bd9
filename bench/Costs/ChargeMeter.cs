using System.Globalization;
using Microsoft.Azure.Cosmos;

namespace Fixia.Costs;

/// <summary>Counts the requests of a client to Cosmos DB, and adds up what they are charged.</summary>
public sealed class ChargeMeter : RequestHandler
{
    private readonly Lock gate = new();
    private double total;
    private int requests;

    /// <summary>Request units so far.</summary>
    public double Total
    {
        get
        {
            lock (gate)
            {
                return total;
            }
        }
    }

    /// <summary>Requests so far, those for query plans among them.</summary>
    public int Requests => Volatile.Read(ref requests);

    /// <inheritdoc/>
    public override async Task<ResponseMessage> SendAsync(RequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref requests);
        var response = await base.SendAsync(request, cancellationToken);

        // The service charges nothing for a query plan; the endpoint answers it like any other request.
        var isQueryPlan = request.Headers.GetValueOrDefault("x-ms-cosmos-is-query-plan-request") is { Length: > 0 };
        if (!isQueryPlan && response.Headers.GetValueOrDefault("x-ms-request-charge") is { Length: > 0 } charge)
        {
            lock (gate)
            {
                total += double.Parse(charge, CultureInfo.InvariantCulture);
            }
        }

        return response;
    }
}
