import static org.neo4j.configuration.GraphDatabaseInternalSettings.cypher_size_hint_parameters;
import static org.neo4j.configuration.GraphDatabaseInternalSettings.netty_server_shutdown_quiet_period;
import static org.neo4j.configuration.GraphDatabaseSettings.*;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.neo4j.configuration.connectors.*;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.io.ByteUnit;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/**
 * Arguments: DATA_FOLDER PORT [PASSWORD]. Port 0 takes a free one; without a password anyone may connect.
 *
 * <p>With -Dkeepplans=true a statement is planned once. Neo4j otherwise plans it anew when there are many more or fewer
 * records, or when a list is ten times as long: good for measurements, lost time where each test fills the graph anew.
 *
 * <p>With -Dtransaction=32m a transaction may take so much memory: Migraph writes what needs more in steps.
 *
 * <p>With -Dreadonly=true nobody may write to the database.
 */
class Neo4jServer {
    public static void main(String[] args) {
        var builder = new DatabaseManagementServiceBuilder(Path.of(args[0]))
                .setConfig(BoltConnector.enabled, true)
                .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", Integer.parseInt(args[1])))
                .setConfig(auth_enabled, args.length > 2)
                .setConfig(pagecache_memory, 256L << 20)
                .setConfig(preallocate_logical_logs, false) // else 256 MB of disk a database
                .setConfig(netty_server_shutdown_quiet_period, 0) // else seconds of waiting at every stop
                .setConfig(udc_enabled, false); // no usage reports from tests
        if (Boolean.getBoolean("keepplans")) {
            builder.setConfig(cypher_min_replan_interval, Duration.ofDays(1)).setConfig(cypher_size_hint_parameters, false);
        }
        var transaction = System.getProperty("transaction", "");
        if (!transaction.isEmpty()) {
            builder.setConfig(memory_transaction_max_size, ByteUnit.parse(transaction));
        }
        if (Boolean.getBoolean("readonly")) {
            builder.setConfig(read_only_database_default, true);
        }
        var dbms = builder.build();
        Runtime.getRuntime().addShutdownHook(new Thread(dbms::shutdown));
        try {
            if (args.length > 2) { // REPLACE, since ALTER refuses the password a restarted server already has
                dbms.database("system").executeTransactionally(
                        "CREATE OR REPLACE USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED",
                        Map.of("password", args[2]));
            }
            var ports = ((GraphDatabaseAPI) dbms.database("neo4j")).getDependencyResolver()
                    .resolveDependency(ConnectorPortRegister.class);
            System.out.println("ready " + ports.getLocalAddress(ConnectorType.BOLT).getPort());
            // The starter holds stdin open, so that the server ends with it however it ends.
            System.in.transferTo(OutputStream.nullOutputStream());
            System.exit(0);
        } catch (Exception e) { // the threads of Neo4j would keep the process alive
            e.printStackTrace();
            System.exit(1);
        }
    }
}
