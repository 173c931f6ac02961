class CreateUsers < ActiveRecord::Migration[6.1]
  def change
    create_table(:users) { |t| t.string :name, null: false }
  end
end
